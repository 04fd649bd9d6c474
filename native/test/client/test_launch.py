"""Launching from the sealed copy, hooks, and what stays in the foreground."""
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import fcntl
import time
import unittest

from harness import ClientTest, gone


def open_text(path):
    with open(path) as file:
        return file.read()


class Launch(ClientTest):
    def test_init_runs_from_a_sealed_copy_and_outlives_the_client(self):
        for engine in ["resident", "oneshot"]:
            with self.subTest(engine):
                if engine == "resident":
                    self.listen("launch_detached")
                result = self.run_client("create", "box", oneshot="launch_detached", CARAFE_ENGINE=engine)
                self.assertEqual(result.stderr, b"")
                pid, same_start_time = result.stdout.split()
                self.assertEqual((same_start_time, result.returncode), (b"True", 0))
                self.assertIn("sleep", os.readlink(f"/proc/{int(pid)}/exe") + open_text(f"/proc/{int(pid)}/cmdline"))
                os.kill(int(pid), signal.SIGKILL)

    def test_create_and_run_are_sealed_while_the_engine_works(self):
        self.listen("sealed_before_launch")
        for command in ["create", "run"]:
            self.assertEqual(self.run_client(command, "box").stdout, b"sealed\n")

    def test_copy_that_the_engine_offers_is_used_if_it_can_be(self):
        for scenario, used in [("shared_copy", b"True\n"), ("spoiled_copy", b"False\n")]:
            with self.subTest(scenario):
                engine = self.listen(scenario)
                result = self.run_client("run", "box")
                self.assertEqual((result.stdout, result.stderr), (used, b""))
                engine.kill()
                (self.directory / "engine.sock").unlink()

    def test_any_command_is_sealed_when_the_engine_asks_for_a_launch(self):
        self.listen("launch_and_kill")
        self.assertEqual(self.run_client("start", "box").stdout, b"9\n")

    def test_sealed_copy_goes_one_shot_when_the_engine_is_lost_before_its_launch(self):
        self.listen("eof_after_invocation")
        result = self.run_client("create", "/dev/fd/0", oneshot="argv_and_exit")
        self.assertRegex(result.stdout.decode(), r"^create /proc/\d+/fd/0\n$")
        self.assertEqual((result.stderr, result.returncode), (b"", 7))

    def test_kill_is_answered_with_the_wait_status(self):
        self.listen("launch_and_kill")
        self.assertEqual(self.run_client("create", "box").stdout, b"9\n")

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    def test_loopback_is_raised_in_inits_network(self):
        self.listen("raise_loopback")
        lines = self.run_client("create", "box").stdout.decode().splitlines()
        self.assertEqual(lines[:4], ["False", "(0, 0, b'')", "True", "(0, 0, b'')"])
        self.assertRegex(lines[4], r"^\(0, 2, b'open: /proc/(\d+)/ns/net'\) \1$")

    def test_program_that_does_not_decode_fails(self):
        self.listen("bad_program")
        result = self.run_client("create", "box")
        self.assertEqual((result.stdout, result.returncode), (b"ffffffff 5\n", 1))

    def test_hooks_have_state_environment_and_a_bounded_answer(self):
        self.listen("hook")
        lines = self.run_client("start", "box").stdout.decode().splitlines()
        self.assertEqual(lines[0], "1 3 statebar")
        self.assertEqual(lines[1], "(0, 0)")
        self.assertEqual(lines[2], "0 2")

    @unittest.skipUnless(os.geteuid() == 0 and os.path.exists("/proc/sys/vm/memfd_noexec"), "needs root and Linux 6.3")
    def test_read_only_mount_serves_where_memory_files_may_not_be_executed(self):
        script = f"echo 2 >/proc/sys/vm/memfd_noexec && exec '{self.client}' create box"
        result = subprocess.run(
            ["unshare", "--pid", "--fork", "--mount-proc", "sh", "-c", script],
            env=self.environment("launch_and_kill"), capture_output=True, timeout=30)
        self.assertEqual((result.stdout, result.stderr, result.returncode), (b"9\n", b"", 0))

    def test_forged_state_is_not_taken(self):
        self.listen("argv_and_exit")
        self.assertEqual(self.run_client("x", CARAFE_SEALED="0").stdout, b"x\n")


class Foreground(ClientTest):
    def test_process_has_our_descriptors_and_its_status_reaches_the_engine(self):
        self.listen("foreground_exit")
        result = self.run_client("run", "box", stdin=b"hello\n")
        self.assertEqual((result.stdout, result.returncode), (b"hello\nstatus 1280\n", 5))

    def test_signals_go_to_init(self):
        self.listen("foreground_signals")
        process = self.start_client("run", "box", stdout=subprocess.PIPE)
        self.assertEqual(process.stdout.readline(), b"up\n")
        time.sleep(0.2)
        process.send_signal(signal.SIGUSR1)
        self.assertEqual(process.stdout.readline(), b"got\n")
        self.assertEqual(process.wait(timeout=5), 9)

    def test_signal_that_comes_before_the_foreground_goes_to_init(self):
        self.listen("foreground_late")
        process = self.start_client("run", "box", stdout=subprocess.PIPE)
        self.assertEqual(process.stdout.readline(), b"up\n")
        process.send_signal(signal.SIGUSR1)
        self.assertEqual(process.stdout.readline(), b"got\n")
        self.assertEqual(process.wait(timeout=5), 9)

    def test_signal_that_comes_after_the_launch_does_not_undo_it(self):
        self.listen("detached_late")
        process = self.start_client("create", "box", stdout=subprocess.PIPE)
        self.assertEqual(process.stdout.readline(), b"up\n")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=5), 0)

    def test_signal_during_the_launch_ends_client_and_init(self):
        self.listen("waits_at_a_stage")
        process = self.start_client("create", "box", stdout=subprocess.PIPE)
        init = int(process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=5), -signal.SIGTERM)
        self.assertTrue(gone(init))

    def test_signal_before_the_commit_ends_client_and_init(self):
        record = self.scratch / "record"
        os.environ["CARAFE_TEST_OUT"] = str(record)
        self.listen("waits_for_the_commit")
        process = self.start_client("run", "box", stdout=subprocess.PIPE)
        init = int(process.stdout.readline())
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=5), -signal.SIGTERM)
        self.assertTrue(gone(init))
        self.assertFalse(record.exists())

    def test_signal_ends_the_client_again_once_the_exec_has_failed(self):
        os.environ["CARAFE_TEST_OUT"] = str(self.scratch / "record")
        self.listen("hook_after_a_failed_exec")
        process = self.start_client("run", "box", stdout=subprocess.PIPE)
        self.assertEqual(process.stdout.readline(), b"failed\n")
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=5), -signal.SIGTERM)

    def test_container_is_finished_in_a_new_session_after_the_engine_left(self):
        for scenario in ["foreground_left", "foreground_lost"]:
            with self.subTest(scenario):
                engine = self.listen(scenario)
                process = self.start_client("run", "box", oneshot="finish_or_recover", stdout=subprocess.PIPE)
                time.sleep(0.4)
                engine.kill()
                out = process.communicate(timeout=10)[0]
                self.assertEqual((out, process.returncode), (b"one-shot: finish box --status 1536\n", 42))
                (self.directory / "engine.sock").unlink()

    def test_without_any_engine_to_finish_the_status_is_inits(self):
        engine = self.listen("foreground_left")
        process = self.start_client("run", "box", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(0.4)
        engine.kill()
        error = process.communicate(timeout=10)[1]
        self.assertEqual(process.returncode, 6)
        self.assertIn(b"finish box --status 1536", error)

    def test_orphans_come_to_the_client_unless_told_otherwise(self):
        for scenario, ours in [("foreground_orphans", True), ("foreground_no_subreaper", False)]:
            with self.subTest(scenario):
                engine = self.listen(scenario)
                process = self.start_client("run", "box", stdout=subprocess.PIPE)
                parent = int(process.communicate(timeout=10)[0])
                self.assertEqual((parent == process.pid, process.returncode), (ours, 0))
                engine.kill()
                (self.directory / "engine.sock").unlink()


class Terminal(ClientTest):
    def setUp(self):
        super().setUp()
        os.environ["CARAFE_TEST_ROOT"] = self.make_root()

    def open(self, rows=33, columns=77):
        master, slave = pty.openpty()
        self.addCleanup(os.close, master)
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        return master, slave

    def read_until(self, master, text, timeout=5):
        seen = b""
        deadline = time.monotonic() + timeout
        while text not in seen and time.monotonic() < deadline:
            if select.select([master], [], [], 0.1)[0]:
                seen += os.read(master, 65536)
        self.assertIn(text, seen)
        return seen

    def start(self, scenario, slave):
        self.listen(scenario)
        return self.start_client("run", "box", stdin=slave, stdout=slave, stderr=slave)

    def test_terminal_is_relayed_and_restored(self):
        master, slave = self.open()
        before = termios.tcgetattr(slave)
        process = self.start("terminal_echo", slave)
        time.sleep(0.3)
        self.assertNotEqual(termios.tcgetattr(slave), before)
        os.write(master, b"typed\r")
        seen = self.read_until(master, b"33 77")
        self.assertIn(b"<typed>", seen)
        self.assertEqual(process.wait(timeout=5), 4)
        self.assertEqual(termios.tcgetattr(slave), before)
        os.close(slave)

    def test_interrupt_character_goes_to_the_container(self):
        master, slave = self.open()
        process = self.start("terminal_interrupt", slave)
        self.read_until(master, b"up")
        os.write(master, b"\x03")
        self.read_until(master, b"interrupted")
        self.assertEqual(process.wait(timeout=5), 2)
        os.close(slave)

    def test_new_size_goes_to_the_container(self):
        master, slave = self.open()
        process = self.start("terminal_size", slave)
        self.read_until(master, b"up")
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 11, 22, 0, 0))
        process.send_signal(signal.SIGWINCH)
        self.read_until(master, b"11 22")
        process.wait(timeout=5)
        os.close(slave)

    def test_end_of_input_ends_the_containers_input(self):
        self.listen("terminal_cat")
        result = self.run_client("run", "box", stdin=b"one\ntwo")
        # What came before the container turned the echo off was echoed.
        self.assertEqual((result.stdout[-7:], result.returncode), (b"one\ntwo", 3))

    def test_output_larger_than_any_buffer_arrives_whole(self):
        self.listen("terminal_much")
        result = self.run_client("run", "box")
        self.assertEqual((len(result.stdout), result.returncode), (20000 * 41, 0))

    def test_console_that_nobody_has_open_costs_no_time(self):
        self.listen("terminal_quiet")
        process = self.start_client("run", "box", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(status, 0)
        self.assertLess(usage.ru_utime + usage.ru_stime, 0.3)


if __name__ == "__main__":
    unittest.main()
