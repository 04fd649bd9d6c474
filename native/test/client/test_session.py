"""One command and its engine: what is sent, and what is done when the engine is not as it should be."""
import json
import os
import signal
import subprocess
import time
import unittest

from harness import ClientTest, gone


class Invocation(ClientTest):
    def test_arguments_reach_the_engine_and_its_exit_code_is_ours(self):
        self.listen("argv_and_exit")
        result = self.run_client("state", "box")
        self.assertEqual((result.stdout, result.returncode), (b"state box\n", 7))

    def test_one_shot_serves_where_nothing_listens(self):
        result = self.run_client("state", "box", oneshot="argv_and_exit")
        self.assertEqual((result.stdout, result.stderr, result.returncode), (b"state box\n", b"", 7))

    def test_paths_that_mean_the_opener_name_the_client(self):
        self.listen("argv_and_exit")
        process = self.start_client("--log=/dev/stderr", "create", "-b", "/proc/self/cwd", "box", stdout=subprocess.PIPE)
        out = process.communicate()[0].decode()
        self.assertEqual(out, f"--log=/proc/{process.pid}/fd/2 create -b /proc/{process.pid}/cwd box\n")

    def test_inherited_state_is_captured_as_it_was(self):
        self.listen("facts")
        descriptors = [os.open("/dev/null", os.O_RDONLY) for _ in range(3)]
        try:
            shell = f'umask 027; cd /tmp; exec 3</dev/null 4</dev/null 5</dev/null 7</dev/null; exec "{self.client}" x'
            result = subprocess.run(["bash", "-c", shell], env=self.environment(), capture_output=True, stdin=subprocess.DEVNULL)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        cwd, _, terminals, rows, columns, inherited, umask, name = result.stdout.decode().split()
        self.assertEqual((cwd, terminals, rows, columns, inherited, umask), ("/tmp", "0", "0", "0", "3", "27"))
        self.assertEqual(name, str(self.client))

    def test_closed_standard_descriptors_are_opened(self):
        self.listen("argv_and_exit")
        result = subprocess.run(["bash", "-c", f'"{self.client}" x <&- 2>&-'], env=self.environment(), capture_output=True)
        self.assertEqual((result.stdout, result.returncode), (b"x\n", 7))

    def test_log_lines_are_appended_to_the_log_file(self):
        self.listen("log_lines")
        log = self.scratch / "log"
        log.write_text("before\n")
        self.assertEqual(self.run_client("--log", log, "start", "box").returncode, 1)
        self.assertEqual(log.read_text(), "before\none line\n")

    def test_log_that_cannot_be_opened_fails_before_anything_is_done(self):
        self.listen("argv_and_exit")
        result = self.run_client("--log", self.scratch / "absent/log", "state", "box")
        self.assertEqual((result.stdout, result.returncode), (b"", 1))
        self.assertIn(b"--log: open %s/absent/log: No such file or directory" % bytes(self.scratch), result.stderr)

    def test_empty_log_is_none(self):
        self.listen("argv_and_exit")
        self.assertEqual(self.run_client("--log", "", "x").returncode, 7)

    def test_output_larger_than_a_pipe_arrives_whole(self):
        self.listen("much_output")
        self.assertEqual(len(self.run_client("list").stdout), 64 * 65536)

    def test_full_output_device_is_a_failure(self):
        self.listen("much_output")
        with open("/dev/full", "wb") as full:
            result = subprocess.run([self.client, "list"], env=self.environment(), stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"No space left on device", result.stderr)


class OtherEngines(ClientTest):
    def falls_back(self, scenario):
        self.listen(scenario)
        result = self.run_client("state", "box", oneshot="argv_and_exit")
        self.assertEqual((result.stdout, result.stderr, result.returncode), (b"state box\n", b"", 7))

    def test_silent_engine_is_left(self):
        self.falls_back("silent")

    def test_engine_that_is_late_at_work_is_waited_for(self):
        self.listen("late_at_work")
        self.assertEqual(self.run_client("list").stdout, b"list\n")

    def test_refusing_engine_is_left(self):
        self.falls_back("refuse")

    def test_engine_of_another_build_is_left(self):
        self.falls_back("other_build")

    def test_engine_that_speaks_garbage_is_left(self):
        self.falls_back("garbage")

    def test_engine_that_hangs_up_is_left(self):
        self.falls_back("eof")

    def test_stale_socket_is_passed_over(self):
        process = self.listen("eof")
        process.kill()
        result = self.run_client("x", oneshot="argv_and_exit")
        self.assertEqual(result.stdout, b"x\n")

    def test_resident_only_is_an_error_instead_of_a_fallback(self):
        self.listen("refuse")
        result = self.run_client("x", oneshot="argv_and_exit", CARAFE_ENGINE="resident")
        self.assertEqual((result.stdout, result.returncode), (b"", 1))
        self.assertIn(b"it refuses: another mount namespace", result.stderr)

    def test_directory_that_others_can_enter_is_not_used(self):
        self.listen("argv_and_exit")
        self.directory.chmod(0o755)
        result = self.run_client("x", CARAFE_ENGINE="resident")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(self.run_client("x", oneshot="facts").returncode, 0)

    def test_symbolic_link_to_a_directory_is_not_used(self):
        self.listen("argv_and_exit")
        link = self.scratch / "link"
        link.symlink_to(self.directory)
        result = self.run_client("x", CARAFE_ENGINE="resident", CARAFE_ENGINE_DIR=str(link))
        self.assertEqual(result.returncode, 1)


class OneShot(ClientTest):
    def test_jvm_has_clean_surroundings(self):
        self.run_client("x", oneshot="argv_and_exit", JAVA_TOOL_OPTIONS="-verbose", LC_ALL="xx", FOO="bar")
        environment = dict(line.split("=", 1) for line in (self.scratch / "java.env").read_text().splitlines())
        self.assertEqual(environment["LC_ALL"], "C.UTF-8")
        self.assertEqual(environment["PWD"], "/")
        self.assertFalse({"JAVA_TOOL_OPTIONS", "FOO"} & environment.keys())
        arguments = (self.scratch / "java.args").read_text().splitlines()
        lib = f"{self.dist}/lib/carafe"
        self.assertEqual(arguments[-3:], ["-cp", f"{lib}/carafe-runtime.jar", f"@{lib}/oneshot.args"])
        self.assertIn(f"-Dcarafe.home={self.dist}", arguments)
        self.assertIn(f"-Dcarafe.engine.dir={self.directory}", arguments)
        self.assertFalse([a for a in arguments if "AOT" in a])

    def test_cache_is_used_where_there_is_one(self):
        (self.dist / "lib/carafe/oneshot.aot").touch()
        self.run_client("x", oneshot="argv_and_exit")
        self.assertIn(f"-XX:AOTCache={self.dist}/lib/carafe/oneshot.aot", (self.scratch / "java.args").read_text())

    def test_missing_jvm_is_reported_with_its_path(self):
        (self.dist / "lib/carafe/jvm/bin/java").unlink()
        result = self.run_client("x")
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"lib/carafe/jvm/bin/java: No such file", result.stderr)

    def test_dying_jvm_is_reported_with_its_last_words_in_the_log_too(self):
        log = self.scratch / "log"
        result = self.run_client("--log", log, "--log-format", "json", "x")
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"no scenario for a one-shot engine", result.stderr)
        line = json.loads(log.read_text())
        self.assertEqual(line["level"], "error")
        self.assertIn("no scenario", line["msg"])
        self.assertRegex(line["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")

    def test_large_log_is_emptied(self):
        log = self.directory / "oneshot.log"
        log.write_bytes(b"x" * (2 << 20))
        self.run_client("x", oneshot="argv_and_exit")
        self.assertLess(log.stat().st_size, 1 << 20)


class Loss(ClientTest):
    def test_command_is_run_again_when_nothing_was_changed(self):
        for scenario in ["eof_after_invocation", "garbage_after_invocation", "sender_confused"]:
            with self.subTest(scenario):
                engine = self.listen(scenario)
                result = self.run_client("start", "box", oneshot="argv_and_exit")
                self.assertEqual((result.stdout, result.returncode), (b"start box\n", 7))
                engine.kill()
                (self.directory / "engine.sock").unlink()

    def test_command_is_not_run_again_after_it_printed(self):
        self.listen("print_then_eof")
        result = self.run_client("list", oneshot="argv_and_exit")
        self.assertEqual((result.stdout, result.returncode), (b"half\n", 1))
        self.assertIn(b"the engine was lost in the middle of its output", result.stderr)

    def test_recovery_runs_one_shot_and_the_command_fails(self):
        self.listen("recovery_then_eof")
        result = self.run_client("create", "box", oneshot="finish_or_recover")
        self.assertEqual((result.stdout, result.returncode), (b"one-shot: recover box\n", 1))
        self.assertIn(b"what this command began was undone", result.stderr)

    def test_loss_with_nothing_to_recover_is_reported(self):
        self.listen("nothing_to_recover")
        result = self.run_client("delete", "box", oneshot="argv_and_exit")
        self.assertEqual((result.stdout, result.returncode), (b"", 1))
        self.assertIn(b"the engine was lost", result.stderr)

    def test_lost_one_shot_engine_is_not_tried_again(self):
        result = self.run_client("x", oneshot="eof_after_invocation")
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"the engine was lost", result.stderr)

    def test_stopped_engine_is_lost(self):
        engine = self.listen("stopped")
        process = self.start_client("state", "box", oneshot="argv_and_exit", stdout=subprocess.PIPE)
        time.sleep(0.3)
        os.kill(engine.pid, signal.SIGSTOP)
        self.assertEqual(process.communicate(timeout=5)[0], b"state box\n")

    def test_init_of_a_lost_engine_is_killed(self):
        out = self.scratch / "pid"
        # The scripted engine inherits our environment.
        os.environ["CARAFE_TEST_OUT"] = str(out)
        self.listen("launch_then_eof")
        result = self.run_client("create", "box", oneshot="finish_or_recover")
        self.assertEqual((result.stdout, result.returncode), (b"one-shot: recover box\n", 1))
        self.assertTrue(gone(int(out.read_text())))

    def test_what_is_undone_depends_on_the_commit(self):
        record = self.scratch / "record"
        os.environ["CARAFE_TEST_OUT"] = str(record)
        for scenario, output, committed in [
            ("eof_before_the_commit", b"one-shot: recover box\n", False),
            ("eof_after_the_commit", b"one-shot: delete --force box\n", True),
        ]:
            with self.subTest(scenario):
                engine = self.listen(scenario)
                result = self.run_client("run", "box", oneshot="finish_or_recover")
                self.assertEqual((result.stdout, result.returncode), (output, 1))
                self.assertEqual(record.exists(), committed)
                engine.kill()
                (self.directory / "engine.sock").unlink()

    def test_engine_that_has_said_all_about_a_failed_launch_is_not_lost(self):
        os.environ["CARAFE_TEST_OUT"] = str(self.scratch / "record")
        self.listen("commits_what_has_failed_and_leaves")
        result = self.run_client("run", "box", oneshot="finish_or_recover")
        self.assertEqual((result.stdout, result.stderr, result.returncode), (b"", b"", 3))

    def test_commit_of_what_was_not_launched_breaks_the_protocol(self):
        for scenario in ["commits_what_was_not_launched", "commits_what_failed"]:
            with self.subTest(scenario):
                engine = self.listen(scenario)
                self.assertEqual(self.run_client("run", "box", oneshot="argv_and_exit").returncode, 7)
                engine.kill()
                (self.directory / "engine.sock").unlink()


if __name__ == "__main__":
    unittest.main()
