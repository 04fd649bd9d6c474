"""Scenarios of the scripted engine: a container that the client commits."""
import os
import signal
import time

import wire


def launch_that_commits(session, *argv):
    """The client's and init's pids. The record is written; the client has not heard of it yet."""
    record = os.environ["CARAFE_TEST_OUT"]
    with open(record + ".new", "w") as out:
        out.write("{}")
    client = session.begin()[5]
    session.send("RECOVERY", ["carafe", "recover", "box"])
    session.send(
        "LAUNCH",
        wire.program(
            1,
            ("H", "clone_init", 0, wire.NO_SLOT),
            ("I", "execute", list(argv) or ["/bin/sh", "-c", f": >{record}.up; exec sleep 60 >&-"]),
            ("L", "commit", record + ".new", record),
        ),
    )
    return client, session.expect("LAUNCHED")[0]


def eof_before_the_commit(session):
    launch_that_commits(session)
    time.sleep(0.3)


def eof_after_the_commit(session):
    launch_that_commits(session)
    session.send("COMMIT", ["carafe", "delete", "--force", "box"])
    session.expect("READY")
    while not os.path.exists(os.environ["CARAFE_TEST_OUT"] + ".up"):
        time.sleep(0.01)


def waits_for_the_commit(session):
    session.print(f"{launch_that_commits(session)[1]}\n")
    session.receive()


def hook_after_a_failed_exec(session):
    bad = os.environ["CARAFE_TEST_OUT"] + ".bad"
    with open(bad, "w") as out:
        out.write("no program")
    os.chmod(bad, 0o755)
    launch_that_commits(session, bad)
    session.send("COMMIT", ["carafe", "delete", "--force", "box"])
    session.expect("FAILED")
    session.print("failed\n")
    session.send("RUN_HOOK", "/bin/sleep", ["sleep", "60"], [], 0, b"")
    session.receive()


def commits_what_has_failed_and_leaves(session):
    """COMMIT has crossed FAILED, and all is said before the client reads any of it."""
    client, _ = launch_that_commits(session, "/absent")
    session.expect("FAILED")
    os.kill(client, signal.SIGSTOP)
    session.send("COMMIT", ["carafe", "delete", "--force", "box"])
    session.send("EXIT", 3)
    session.connection.close()
    os.kill(client, signal.SIGCONT)


def commits_what_was_not_launched(session):
    session.begin()
    session.send("COMMIT", ["carafe", "delete", "--force", "box"])
    assert session.receive() is None


def commits_what_failed(session):
    session.begin()
    session.send("LAUNCH", b"no program")
    session.expect("FAILED")
    session.send("COMMIT", ["carafe", "delete", "--force", "box"])
    assert session.receive() is None
