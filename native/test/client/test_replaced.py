"""A client whose installed files are another build's by now."""
import os
import shutil
import socket
import subprocess
import threading
import time

import engine
from harness import ClientTest


class Replaced(ClientTest):
    def install(self):
        """What an installer does: each file comes in place by a rename."""
        self.rename("bin/carafe", '#!/bin/sh\necho "next build: $*"\nexit 42\n')
        self.rename("lib/carafe/build-id", "another+build\n")

    def rename(self, name, text):
        new = self.dist / f"{name}.new"
        new.write_text(text)
        new.chmod(0o755)
        new.rename(self.dist / name)

    def old_client(self, *arguments, oneshot="argv_and_exit", **options):
        """The binary that runs is in the tree, under a name that is left when the tree is replaced."""
        old = self.dist / "bin/carafe.old"
        shutil.copy(self.client, old)
        self.client = old
        return lambda: self.run_client(*arguments, oneshot=oneshot, **options)

    def test_command_is_done_by_the_client_that_was_installed(self):
        run = self.old_client("create", "box")
        self.install()
        result = run()
        self.assertEqual((result.stdout, result.returncode), (b"next build: create box\n", 42))
        self.assertFalse((self.scratch / "java.args").exists())

    def test_engine_that_still_serves_is_used(self):
        self.listen("argv_and_exit")
        run = self.old_client("create", "box")
        self.install()
        result = run()
        self.assertEqual((result.stdout, result.returncode), (b"create box\n", 7))

    def test_same_build_is_not_replaced(self):
        run = self.old_client("x")
        self.rename("lib/carafe/build-id", f"{engine.BUILD}\n")
        result = run()
        self.assertEqual((result.stdout, result.returncode), (b"x\n", 7))

    def test_installer_at_work_is_waited_for(self):
        run = self.old_client("x")
        self.rename("lib/carafe/build-id", "another+build\n")
        (self.dist / "bin/carafe").unlink()
        (self.dist / "bin/carafe").hardlink_to(self.client)
        results = []
        thread = threading.Thread(target=lambda: results.append(run()))
        thread.start()
        time.sleep(0.3)
        self.install()
        thread.join()
        self.assertEqual((results[0].stdout, results[0].returncode), (b"next build: x\n", 42))

    def test_broken_installation_is_an_error_and_no_loop(self):
        run = self.old_client("x")
        self.rename("lib/carafe/build-id", "another+build\n")
        (self.dist / "bin/carafe").unlink()
        result = run()
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"carafe was replaced: ", result.stderr)
        self.assertIn(b"is of build another+build", result.stderr)

    def test_what_a_lost_engine_began_is_undone_by_the_client_that_was_installed(self):
        self.listen("recovery_then_eof")
        run = self.old_client("create", "box")
        self.install()
        self.assertIn(b"next build: recover box\n", run().stdout)

    def test_foreground_container_is_finished_by_the_client_that_was_installed(self):
        os.environ["CARAFE_TEST_SCRATCH"] = str(self.scratch)
        listener = self.listen("foreground_until_told")
        process = self.start_client("run", "box", stdout=subprocess.PIPE)
        while not (self.scratch / "left").exists():
            time.sleep(0.01)
        listener.kill()
        self.install()
        (self.scratch / "told").touch()
        out = process.communicate(timeout=30)[0]
        self.assertEqual((out, process.returncode), (b"next build: finish box --status 1536\n", 42))


class Serve(ClientTest):
    def serve(self, path, waiting=False, **variables):
        with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as caller:
            listener.bind(str(path))
            listener.listen()
            if waiting:
                caller.connect(str(path))
            return subprocess.run([self.client, "engine", "serve"], stdin=listener, capture_output=True, timeout=30,
                                  env=self.environment(**variables))

    def test_jvm_takes_the_place_of_the_client_with_the_socket(self):
        self.serve(self.directory / "engine.sock", CARAFE_ENGINE_KEEP_SOCKET="1")
        arguments = (self.scratch / "java.args").read_text().splitlines()
        self.assertEqual(arguments[-2:], [f"@{self.dist}/lib/carafe/resident.args", "rehearse"])
        self.assertIn(f"-Dcarafe.engine.dir={self.directory}", arguments)
        self.assertIn("CARAFE_ENGINE_KEEP_SOCKET=1", (self.scratch / "java.env").read_text())
        self.assertTrue((self.directory / "engine.log").exists())

    def test_caller_who_waits_is_served_without_rehearsal(self):
        self.serve(self.directory / "engine.sock", waiting=True)
        arguments = (self.scratch / "java.args").read_text().splitlines()
        self.assertEqual(arguments[-1], f"@{self.dist}/lib/carafe/resident.args")

    def test_socket_where_no_caller_looks_is_refused(self):
        result = self.serve(self.scratch / "other.sock")
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"cannot serve: the socket is not ", result.stderr)

    def test_without_a_listening_socket_there_is_nothing_to_serve(self):
        result = self.run_client("engine", "serve")
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"StandardInput=socket", result.stderr)

    def test_directory_that_others_can_enter_is_refused(self):
        self.directory.chmod(0o755)
        result = self.serve(self.directory / "engine.sock")
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"must have 0700", result.stderr)
