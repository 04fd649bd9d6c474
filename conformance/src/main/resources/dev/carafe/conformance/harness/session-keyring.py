"""Runs a command with a session keyring named as the first argument, which only its possessors see: session-keyring.py NAME COMMAND..."""
import ctypes, os, platform, sys

KEYCTL = {"x86_64": 250, "aarch64": 219, "riscv64": 219, "ppc64le": 271, "s390x": 280}[platform.machine()]
JOIN_SESSION_KEYRING, SETPERM, POSSESSOR_ALL = 1, 5, 0x3F000000
libc = ctypes.CDLL(None, use_errno=True)


def keyctl(*arguments):
    result = libc.syscall(KEYCTL, *arguments)
    if result < 0:
        number = ctypes.get_errno()
        sys.exit(f"keyctl: {os.strerror(number)}")
    return result


keyring = keyctl(JOIN_SESSION_KEYRING, ctypes.c_char_p(sys.argv[1].encode()))
keyctl(SETPERM, ctypes.c_int(keyring), ctypes.c_uint(POSSESSOR_ALL))
os.execvp(sys.argv[2], sys.argv[2:])
