"""Exchanges two paths atomically and without a pause until SIGTERM: exchange.py COUNTER ONE OTHER

The file COUNTER holds how often that was done (8 bytes in the machine's order). At the end the paths are where they were.
"""
import ctypes, mmap, os, signal, struct, sys

AT_FDCWD, RENAME_EXCHANGE = -100, 2
counter, one, other = sys.argv[1:]
rename = ctypes.CDLL(None, use_errno=True).renameat2
rename.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
paths = (AT_FDCWD, one.encode(), AT_FDCWD, other.encode(), RENAME_EXCHANGE)
going = True


def stop(*_):
    global going
    going = False


def exchange():
    if rename(*paths) != 0:
        sys.exit("renameat2: " + os.strerror(ctypes.get_errno()))


signal.signal(signal.SIGTERM, stop)
with open(counter, "w+b") as file:
    file.write(bytes(8))
    file.flush()
    shared = mmap.mmap(file.fileno(), 8)
count = 0
print("exchanging", flush=True)
while going or count % 2 == 1:
    exchange()
    count += 1
    struct.pack_into("=Q", shared, 0, count)
