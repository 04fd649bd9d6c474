#!/usr/bin/env python3
"""bench-check.py RESULTS GROWTH: compares what `make bench` measured with the budgets of SPECIFICATION.md; 1 when one is missed."""
import json
import re
import sys


def measured(results, growth):
    values = {}
    for name, medians in results["times"].items():
        for peer in ("runc", "crun"):
            if peer in medians:
                values[f"{name}, of {peer}"] = medians["carafe"] / medians[peer]
        values[f"{name}, ms"] = medians["carafe"]
    for name, warm in growth["warm-up"].items():
        values[f"third {name} of a fresh engine, of a warm one"] = warm["first"][2] / warm["warm"]
    points = dict(map(tuple, growth["memory"]["points"]))
    values["engine idle after 1,000 containers, MiB"] = growth["memory"]["idle"][0][1]
    values["engine after all, of 1,000 containers"] = points[max(points)] / points[min(1000, max(points))]
    values["engine with 100 creates at once, MiB"] = growth["crowd"]["peak"]
    values["client, MiB"] = growth["crowd"]["client"]
    line = growth["scale"]["carafe"]
    for name in ("state", "exec", "delete"):
        values[f"{name} beside most containers, of one"] = line[-1][name] / line[0][name]
    values["list beside most containers, of runc"] = line[-1]["list"] / growth["scale"]["runc"][-1]["list"]
    return values


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        results = json.load(file)
    with open(sys.argv[2], encoding="ascii") as file:
        growth = json.load(file)
    values = measured(results, growth)
    missed = 0
    with open("SPECIFICATION.md", encoding="utf-8") as file:
        rows = re.findall(r"^\| `([^`]+)` \| ([0-9.]+) \|", file.read(), re.MULTILINE)
    for name, budget in rows:
        if name not in values:
            print(f"not measured  {name}")
            missed += 1
            continue
        kept = values[name] <= float(budget)
        missed += not kept
        print(f"{'kept  ' if kept else 'MISSED'}  {name}: {values[name]:.2f}, at most {budget}")
    print(f"{len(rows) - missed} of {len(rows)} budgets are kept")
    return 1 if missed or not rows else 0


sys.exit(main())
