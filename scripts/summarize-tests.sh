#!/bin/bash
# summarize-tests.sh [DIR...]: adds up JUnit XML reports (default: those of the Java modules), names each skipped test with
# its reason, and prints the line that CI reads. Fails when a report holds a failure or when there is no test at all.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- */target/surefire-reports
exec python3 - "$@" <<'PY'
import pathlib, sys, xml.etree.ElementTree as tree

passed = failed = skipped = 0
for directory in sys.argv[1:]:
    for report in sorted(pathlib.Path(directory).glob("*.xml")):
        for case in tree.parse(report).getroot().iter("testcase"):
            name = f"{case.get('classname')}.{case.get('name')}"
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
                print(f"FAILED  {name}")
            elif (skip := case.find("skipped")) is not None:
                skipped += 1
                reason = skip.get("message") or (skip.text or "").strip().splitlines()[:1] or "no reason given"
                print(f"skipped {name}: {reason}")
            else:
                passed += 1
print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(1 if failed or not passed else 0)
PY
