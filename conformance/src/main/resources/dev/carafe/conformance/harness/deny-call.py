"""Runs a command in which a system call answers ENOSYS, as on an older kernel: deny-call.py NUMBER COMMAND..."""
import ctypes, errno, os, sys

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
SECCOMP_RET_ERRNO, SECCOMP_RET_ALLOW = 0x00050000, 0x7FFF0000
LOAD_WORD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 6


class Instruction(ctypes.Structure):
    _fields_ = [("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint)]


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.POINTER(Instruction))]


code = (Instruction * 4)(
    Instruction(LOAD_WORD, 0, 0, 0),
    Instruction(JUMP_IF_EQUAL, 0, 1, int(sys.argv[1])),
    Instruction(RETURN, 0, 0, SECCOMP_RET_ERRNO | errno.ENOSYS),
    Instruction(RETURN, 0, 0, SECCOMP_RET_ALLOW),
)
program = Program(len(code), code)
libc = ctypes.CDLL(None, use_errno=True)
if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
    sys.exit("prctl: " + os.strerror(ctypes.get_errno()))
os.execv(sys.argv[2], sys.argv[2:])
