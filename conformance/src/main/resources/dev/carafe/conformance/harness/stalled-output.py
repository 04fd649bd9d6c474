"""Runs a command whose standard output is a pipe that is full, until a file is there: stalled-output.py FILE COMMAND...

Then it reads the pipe, and prints what the command wrote after all. The exit status is the command's.
"""
import os, subprocess, sys, time

file, command = sys.argv[1], sys.argv[2:]
reader, writer = os.pipe()
os.set_blocking(writer, False)
filling = 0
try:
    while True:
        filling += os.write(writer, bytes(4096))
except BlockingIOError:
    pass
os.set_blocking(writer, True)
child = subprocess.Popen(command, stdout=writer)
os.close(writer)
print("started", flush=True)
while not os.path.exists(file):
    time.sleep(0.02)
with os.fdopen(reader, "rb") as pipe:
    data = pipe.read()
os.write(2, data[filling:])
sys.exit(child.wait())
