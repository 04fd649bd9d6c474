"""Runs the client binary in a dist tree of its own, whose `java` is the scripted engine."""
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import engine

HERE = Path(__file__).resolve().parent
CLIENT = os.environ["CARAFE_TEST_CLIENT"]
PR_SET_CHILD_SUBREAPER = 36
TEST_SECONDS = 60
APPLETS = ["sh", "cat", "stty", "sleep", "echo", "true"]


class ClientTest(unittest.TestCase):
    def setUp(self):
        self.scratch = Path(tempfile.mkdtemp(prefix="carafe-client-test-"))
        self.addCleanup(shutil.rmtree, self.scratch, True)
        # What a client leaves behind comes to us, and ends with its test.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.addCleanup(end_children)
        signal.signal(signal.SIGALRM, time_is_up)
        signal.alarm(TEST_SECONDS)
        self.addCleanup(signal.alarm, 0)
        self.dist = self.scratch / "dist"
        lib = self.dist / "lib/carafe"
        java = lib / "jvm/bin/java"
        java.parent.mkdir(parents=True)
        java.write_text(
            f'#!/bin/sh\nprintf "%s\\n" "$@" >{self.scratch}/java.args\n'
            f"env >{self.scratch}/java.env\nexec {sys.executable} {HERE}/engine.py \"$@\"\n"
        )
        java.chmod(0o755)
        (self.dist / "bin").mkdir()
        self.client = self.dist / "bin/carafe"
        shutil.copy(CLIENT, self.client)
        self.directory = self.scratch / "engine"
        self.directory.mkdir(mode=0o700)
        self.processes = []
        self.addCleanup(self.end_processes)

    def end_processes(self):
        for process in self.processes:
            process.kill()

    def environment(self, oneshot=None, **variables):
        environment = dict(os.environ, CARAFE_ENGINE_DIR=str(self.directory), CARAFE_ENGINE_ONDEMAND="0",
                           CARAFE_TEST_DIST=str(self.dist))
        environment.pop("CARAFE_TEST_ONESHOT", None)
        if oneshot is not None:
            environment["CARAFE_TEST_ONESHOT"] = oneshot
        environment.update(variables)
        return environment

    def listen(self, scenario):
        """A resident engine that serves that scenario, over and over."""
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self.directory / "engine.sock"))
        pid = os.fork()
        if pid == 0:
            try:
                listener.listen()
                os.close(2) if os.environ.get("QUIET") else None
                while True:
                    connection, _ = listener.accept()
                    with connection:
                        getattr(engine, scenario)(engine.Session(connection))
            finally:
                os._exit(1)
        process = Forked(pid)
        self.processes.append(process)
        listener.close()
        self.await_listener()
        return process

    def await_listener(self):
        """A probe would be served; the kernel's table tells without one."""
        address = f" {self.directory}/engine.sock\n"
        for _ in range(500):
            with open("/proc/net/unix") as table:
                if any(line.endswith(address) and line.split()[3] == "00010000" for line in table):
                    return
            time.sleep(0.01)
        raise AssertionError("the scripted engine does not listen")

    def run_client(self, *arguments, oneshot=None, stdin=b"", timeout=30, **variables):
        return subprocess.run(
            [self.client, *arguments], env=self.environment(oneshot, **variables), input=stdin,
            capture_output=True, timeout=timeout)

    def start_client(self, *arguments, oneshot=None, variables=None, **options):
        process = subprocess.Popen(
            [self.client, *arguments], env=self.environment(oneshot, **(variables or {})), **options)
        self.addCleanup(end, process)
        return process

    def make_root(self):
        """A busybox root for containers with a terminal."""
        root = self.scratch / "root"
        for name in ["bin", "proc", "dev/pts", "tmp"]:
            (root / name).mkdir(parents=True)
        shutil.copy("/bin/busybox", root / "bin/busybox")
        for applet in APPLETS:
            (root / "bin" / applet).symlink_to("busybox")
        return str(root)


class Forked:
    def __init__(self, pid):
        self.pid = pid

    def kill(self):
        """Ends it; its socket has no listener when this returns."""
        if self.pid > 0:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0


def end(process):
    if process.poll() is None:
        process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            stream.close()


def time_is_up(number, frame):
    raise TimeoutError(f"the test took more than {TEST_SECONDS} s")


def end_children():
    while True:
        with open(f"/proc/self/task/{os.getpid()}/children") as children:
            pids = [int(pid) for pid in children.read().split()]
        if not pids:
            return
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def gone(pid):
    """Whether the process has ended, within a moment."""
    for _ in range(200):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                if stat.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.01)
    return False
