"""Makes groups below a cgroup, so deep that no path leads to the last one, and stays in that: deep-cgroup.py DIRECTORY"""
import os, sys, time

os.chdir(sys.argv[1])
for _ in range(40):
    os.mkdir("x" * 200)
    os.chdir("x" * 200)
with open("cgroup.procs", "w") as file:
    file.write("0")
print("deep", flush=True)
while True:
    time.sleep(1)
