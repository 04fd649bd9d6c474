#!/usr/bin/env python3
"""trace-picture.py TRACE: draws a trace of `carafe run --trace` as SVG, for the documentation, on standard output."""
import html
import json
import sys

WIDTH, LEFT, TOP, BAR, GAP = 1000, 330, 46, 13, 3
COLOURS = {"engine": "#4c78a8", "client": "#f58518", "init": "#54a24b"}
# What takes less than this part of the whole is drawn together with its neighbours.
SMALL = 0.004


def rows(events, whole):
    """Neighbours of one actor that are small and of one kind become one row: (category, name, pointer, start, duration)."""
    merged = []
    for event in events:
        name, pointer = event["name"], event.get("args", {}).get("pointer", "")
        row = [event["cat"], name, pointer, event["ts"], event["dur"], 1]
        last = merged[-1] if merged else None
        if last and last[0] == row[0] != "engine" and last[4] < SMALL * whole and row[4] < SMALL * whole:
            last[5] += 1
            last[1] = last[1].split(" ")[0] if last[1].split(" ")[0] == name else "operations"
            last[4] = row[3] + row[4] - last[3]
            last[2] = ""
        else:
            merged.append(row)
    return merged


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    events = [e for e in document["traceEvents"] if e["ph"] == "X"]
    whole = max(e["ts"] + e["dur"] for e in events)
    bars = rows(sorted(events, key=lambda e: e["ts"]), whole)
    height = TOP + len(bars) * (BAR + GAP) + 8
    scale = (WIDTH - LEFT - 80) / whole
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="11">')
    print(f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>')
    x = 10
    for actor, colour in COLOURS.items():
        print(f'<rect x="{x}" y="10" width="12" height="12" fill="{colour}"/><text x="{x + 17}" y="20">{actor}</text>')
        x += 75
    for tick in range(6):
        at = LEFT + tick * whole / 5 * scale
        print(f'<line x1="{at:.1f}" y1="36" x2="{at:.1f}" y2="{height - 6}" stroke="#dddddd"/>')
        print(f'<text x="{at:.1f}" y="32" text-anchor="middle" fill="#666666">{tick * whole / 5000:.1f} ms</text>')
    for i, (actor, name, pointer, start, duration, count) in enumerate(bars):
        y = TOP + i * (BAR + GAP)
        label = (f"{count} {name}" if count > 1 else name) + (f"  {pointer}" if pointer else "")
        width = max(1.0, duration * scale)
        left = LEFT + start * scale
        print(f'<text x="{LEFT - 8}" y="{y + 10}" text-anchor="end">{html.escape(label)}</text>')
        print(f'<rect x="{left:.1f}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{COLOURS[actor]}"/>')
        print(f'<text x="{left + width + 4:.1f}" y="{y + 10}" fill="#666666">{duration / 1000:.2f}</text>')
    print("</svg>")


main()
