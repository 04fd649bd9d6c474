#!/usr/bin/env python3
"""bench-charts.py RESULTS GROWTH DIR: draws what `make bench` measured as SVG: times.svg, scale.svg, memory.svg, warm-up.svg."""
import html
import json
import math
import os
import sys

COLOURS = {"carafe": "#4c78a8", "runc": "#f58518", "crun": "#54a24b"}
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 480, 260, 56, 16, 34, 40


def text(x, y, words, anchor="start", size=11, colour="#333333"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}">{html.escape(words)}</text>'


def document(width, height, parts):
    begin = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">'
    return "\n".join([begin, f'<rect width="{width}" height="{height}" fill="#ffffff"/>', *parts, "</svg>", ""])


def ticks(top):
    """Round values, at most six above zero."""
    decade = 10 ** math.floor(math.log10(top))
    step = next(s for s in (decade / 5, decade / 2, decade, 2 * decade) if top / s <= 6)
    return [step * i for i in range(math.floor(top / step) + 1)]


def panel(title, unit, series, x_label, logarithmic=False, offset=(0, 0)):
    """One picture of lines: series is {name: [(x, y)]}."""
    left, top = offset
    points = [point for line in series.values() for point in line]
    low, high = min(x for x, _ in points), max(x for x, _ in points)
    most = max(y for _, y in points) * 1.1

    def place(x, y):
        at = math.log10(x / low) / math.log10(high / low) if logarithmic else (x - low) / (high - low)
        return left + LEFT + at * (WIDTH - LEFT - RIGHT), top + HEIGHT - BOTTOM - y / most * (HEIGHT - TOP - BOTTOM)

    parts = [text(left + LEFT, top + 20, f"{title}, {unit}", size=13)]
    for value in ticks(most):
        _, y = place(high, value)
        parts.append(f'<path d="M{left + LEFT} {y:.1f}H{left + WIDTH - RIGHT}" stroke="#dddddd"/>')
        parts.append(text(left + LEFT - 6, y + 4, f"{value:g}", "end"))
    longest = max(series.values(), key=len)
    for x, _ in longest if len(longest) <= 10 else longest[::5]:
        parts.append(text(place(x, 0)[0], top + HEIGHT - BOTTOM + 16, f"{x:g}", "middle"))
    parts.append(text(left + (LEFT + WIDTH) / 2, top + HEIGHT - 6, x_label, "middle"))
    for name, line in series.items():
        colour = COLOURS.get(name.split(" ")[0], "#4c78a8")
        path = "L".join("{:.1f} {:.1f}".format(*place(x, y)) for x, y in line)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        x, y = place(*line[-1])
        parts.append(text(x - 4, y - 6, name, "end", colour=colour))
    return parts


def times(results):
    rows = [(name, values) for name, values in results["times"].items() if "runc" in values]
    label, bar, gap = 230, 11, 12
    scale = (WIDTH * 2 - label - 90) / max(values[r] / values["runc"] for _, values in rows for r in values)
    parts, y = [text(10, 20, "Whole process, runc = 1 (shorter is faster; milliseconds at the bars)", size=13)], TOP + 6
    for name, values in rows:
        parts.append(text(label - 8, y + 1.8 * bar, name, "end"))
        for runtime, colour in COLOURS.items():
            width = values[runtime] / values["runc"] * scale
            parts.append(f'<rect x="{label}" y="{y:.1f}" width="{width:.1f}" height="{bar - 1}" fill="{colour}"/>')
            parts.append(text(label + width + 5, y + bar - 2, f"{values[runtime]:.3g} {runtime}", size=9))
            y += bar
        y += gap
    return document(WIDTH * 2, round(y), parts)


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        results = json.load(file)
    with open(sys.argv[2], encoding="ascii") as file:
        growth = json.load(file)
    commands = ["list", "state", "exec", "delete"]
    panels = []
    for i, command in enumerate(commands):
        series = {name: [(p["count"], p[command]) for p in points] for name, points in growth["scale"].items()}
        panels += panel(command, "ms", series, "running containers", True, (i % 2 * WIDTH, i // 2 * HEIGHT))
    first = {
        f"carafe {name}": list(enumerate(values["first"], 1)) for name, values in growth["warm-up"].items()
    }
    pictures = {
        "times": times(results),
        "scale": document(2 * WIDTH, 2 * HEIGHT, panels),
        "memory": document(WIDTH, HEIGHT, panel("Engine, resident set", "MiB", {"carafe": growth["memory"]["points"]}, "containers run")),
        "warm-up": document(WIDTH, HEIGHT, panel("First operations of a fresh engine", "ms", first, "operation")),
    }
    for name, picture in pictures.items():
        with open(os.path.join(sys.argv[3], f"{name}.svg"), "w", encoding="utf-8") as file:
            file.write(picture)


main()
