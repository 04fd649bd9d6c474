"""Starting, asking and stopping a resident engine."""
import os
import subprocess
import unittest

from harness import ClientTest, gone


@unittest.skipUnless(os.geteuid() == 0, "a resident engine needs a cgroup of its own")
class Resident(ClientTest):
    def run_client(self, *arguments, **options):
        options.setdefault("CARAFE_TEST_RESIDENT", "stop_or_pid")
        return super().run_client(*arguments, **options)

    def tearDown(self):
        self.run_client("engine", "stop")

    def start(self):
        result = self.run_client("engine", "start")
        self.assertEqual((result.stderr, result.returncode), (b"", 0))
        return int(result.stdout.split()[-1])

    def test_start_status_and_stop(self):
        pid = self.start()
        self.assertEqual(self.run_client("engine", "status").stdout, b"pid %d\n" % pid)
        self.assertEqual(self.run_client("--debug", "--root", "/x", "engine", "stop").returncode, 0)
        self.assertTrue(gone(pid))
        for word in ["status", "stop"]:
            result = self.run_client("engine", word)
            self.assertEqual((result.stdout, result.returncode), (b"", 1))
            self.assertIn(b"no engine is running", result.stderr)

    def test_second_start_says_that_one_is_running(self):
        pid = self.start()
        result = self.run_client("engine", "start")
        self.assertEqual((result.stdout, result.returncode), (b"carafe engine is already running, pid %d\n" % pid, 0))

    def test_engine_is_nobodys_child_and_has_clean_surroundings(self):
        shell = f'trap "" TERM; ulimit -Sn 100; umask 077; exec "{self.client}" engine start'
        result = subprocess.run(["bash", "-c", shell], env=self.environment(CARAFE_TEST_RESIDENT="stop_or_pid", FOO="x"),
                                capture_output=True, timeout=30)
        pid = int(result.stdout.split()[-1])
        status = dict(line.split(":", 1) for line in open_lines(f"/proc/{pid}/status"))
        self.assertNotEqual(os.getsid(pid), os.getsid(0))
        self.assertFalse(int(status["SigIgn"], 16) & 1 << 14)
        self.assertEqual(status["Umask"].strip(), "0022")
        self.assertEqual(os.readlink(f"/proc/{pid}/cwd"), "/")
        for line in open_lines(f"/proc/{pid}/cgroup"):
            self.assertIn(line.rstrip("\n").split(":", 2)[2], ["/", "/carafe-engine"])
        limits = next(line for line in open_lines(f"/proc/{pid}/limits") if line.startswith("Max open files"))
        self.assertEqual(limits.split()[3], limits.split()[4])

    def test_stale_socket_is_replaced(self):
        self.listen("eof").kill()
        self.start()

    def test_engine_of_another_build_is_named_with_its_remedy(self):
        engine = self.listen("other_build")
        result = self.run_client("engine", "start")
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"build 0.0.1", result.stderr)
        self.assertIn(b"kill %d" % engine.pid, result.stderr)
        engine.kill()
        (self.directory / "engine.sock").unlink()

    def test_on_demand_starts_one_and_keeps_it(self):
        first = self.run_client("list", CARAFE_ENGINE_ONDEMAND="1")
        second = self.run_client("list")
        self.assertTrue(first.stdout.startswith(b"pid "), first)
        self.assertEqual(first.stdout, second.stdout)

    def test_many_at_once_start_one(self):
        clients = [
            self.start_client("list", variables={"CARAFE_TEST_RESIDENT": "stop_or_pid", "CARAFE_ENGINE_ONDEMAND": "1"},
                              stdout=subprocess.PIPE)
            for _ in range(8)]
        self.assertEqual(len({client.communicate(timeout=30)[0] for client in clients}), 1)

    def test_engine_that_dies_at_once_is_an_error_that_names_the_log(self):
        result = self.run_client("engine", "start", CARAFE_TEST_RESIDENT="no_such_scenario")
        self.assertEqual((result.stdout, result.returncode), (b"", 1))
        self.assertIn(b"engine.log", result.stderr)


def open_lines(path):
    with open(path) as file:
        return file.readlines()


if __name__ == "__main__":
    unittest.main()
