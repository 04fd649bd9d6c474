#!/usr/bin/env python3
"""bench-growth.py CARAFE BUNDLE STAYING OUT.json: what changes with the number of containers, for carafe, and where it can be
asked for runc and crun: the first operations of a fresh engine, its memory over many containers and while many are made at
once, and single commands beside many running containers. BUNDLE's process ends at once, STAYING's stays. CARAFE_ENGINE_DIR is
used; an engine that runs there is stopped. BENCH_CONTAINERS (10000) and BENCH_RUNNING (1000) are the numbers."""
import contextlib
import json
import os
import re
import statistics
import subprocess
import sys
import time

CARAFE, BUNDLE, STAYING, OUT = sys.argv[1:5]
CONTAINERS = int(os.environ.get("BENCH_CONTAINERS", "10000"))
RUNNING = int(os.environ.get("BENCH_RUNNING", "1000"))
# By then an engine has left what it does not need.
IDLE_SECONDS = 40
RUNTIMES = {"carafe": CARAFE, "runc": "runc", "crun": "crun"}
starts = []
QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
os.environ["CARAFE_ENGINE"] = "resident"


def call(*arguments):
    """Milliseconds that a command takes, which must succeed."""
    begin = time.perf_counter()
    status = subprocess.run(arguments, **QUIET, check=False).returncode
    took = (time.perf_counter() - begin) * 1000
    if status != 0:
        raise SystemExit(f"{' '.join(arguments)}: exit status {status}")
    return took


def fresh_engine():
    subprocess.run([CARAFE, "engine", "stop"], **QUIET, check=False)
    starts.append(call(CARAFE, "engine", "start"))
    text = subprocess.run([CARAFE, "engine", "status"], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"pid\W+(\d+)", text, re.IGNORECASE)[1])


def mebibytes(pid, field):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(rf"{field}:\s+(\d+) kB", file.read())[1]) / 1024


@contextlib.contextmanager
def staying():
    call(CARAFE, "run", "-d", "-b", STAYING, "bench-s")
    yield
    call(CARAFE, "delete", "-f", "bench-s")


def warm_up():
    """Each of the first ten operations, the median over fifteen fresh engines, beside the median of a warm one."""
    operations = {
        "run": (contextlib.nullcontext, ["run", "-b", BUNDLE, "bench-g"]),
        "exec": (staying, ["exec", "bench-s", "true"]),
    }
    result = {}
    for name, (beside_it, words) in operations.items():
        rounds = []
        for _ in range(15):
            fresh_engine()
            with beside_it():
                rounds.append([call(CARAFE, *words) for _ in range(10)])
        with beside_it():
            warm = statistics.median([call(CARAFE, *words) for _ in range(400)][300:])
        result[name] = {"first": [statistics.median(column) for column in zip(*rounds)], "warm": warm}
    return result


def memory():
    """Resident set of an engine at work, after numbers of containers, and when it has had nothing to do since, MiB."""
    pid = fresh_engine()
    points, idle = [[0, mebibytes(pid, "VmRSS")]], []
    step, first = max(1, CONTAINERS // 20), min(1000, CONTAINERS)
    for number in range(1, CONTAINERS + 1):
        call(CARAFE, "run", "-b", BUNDLE, "bench-g")
        if number % step == 0 or number == first:
            points.append([number, mebibytes(pid, "VmRSS")])
        if number in (first, CONTAINERS):
            time.sleep(IDLE_SECONDS)
            idle.append([number, mebibytes(pid, "VmRSS")])
    return {"points": points, "idle": idle, "peak": mebibytes(pid, "VmHWM")}


def crowd():
    """The most that an engine needed while 100 containers were made at once, and what a client that waits needs, MiB."""
    pid = fresh_engine()
    creates = [
        subprocess.Popen([CARAFE, "create", "-b", STAYING, f"bench-c{number}"], **QUIET) for number in range(100)
    ]
    if any(create.wait() != 0 for create in creates):
        raise SystemExit("a create of 100 at once failed")
    peak = mebibytes(pid, "VmHWM")
    for number in range(100):
        call(CARAFE, "delete", "-f", f"bench-c{number}")
    client = subprocess.Popen([CARAFE, "run", "-b", STAYING, "bench-g"], **QUIET)
    time.sleep(1)
    resident = mebibytes(client.pid, "VmRSS")
    call(CARAFE, "kill", "bench-g", "KILL")
    client.wait()
    return {"peak": peak, "client": resident}


def beside(count):
    """Numbers of running containers at which commands are timed."""
    return [n for n in (1, 10, 100, 300, 1000, 3000, 10000) if n < count] + [count]


def scale(runtime):
    """Medians of commands beside numbers of running containers, ms."""
    points, running = [], 0
    for count in beside(RUNNING):
        while running < count:
            running += 1
            call(runtime, "run", "-d", "-b", STAYING, f"bench-r{running}")
        point = {"count": count}
        for name, words in {"list": ["list"], "state": ["state", "bench-r1"], "exec": ["exec", "bench-r1", "true"]}.items():
            point[name] = statistics.median(call(runtime, *words) for _ in range(20))
        times = []
        for _ in range(20):
            call(runtime, "run", "-d", "-b", STAYING, "bench-d")
            times.append(call(runtime, "delete", "-f", "bench-d"))
        point["delete"] = statistics.median(times)
        points.append(point)
    for number in range(1, running + 1):
        call(runtime, "delete", "-f", f"bench-r{number}")
    return points


def main():
    results = {"warm-up": warm_up(), "crowd": crowd(), "memory": memory()}
    fresh_engine()
    results["start"] = statistics.median(starts)
    results["scale"] = {name: scale(path) for name, path in RUNTIMES.items()}
    with open(OUT, "w", encoding="ascii") as file:
        json.dump(results, file, indent=1)


main()
