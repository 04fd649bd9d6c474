# The rows of docs/benchmarks.md about what bench-growth.py measured.
"| a fresh engine, at work, after \(.memory.idle[0][0]) containers and after all of \(.memory.points[-1][0]) | \([.memory.points[] | select(.[0] <= 1000)][-1][1] | round) and \(.memory.points[-1][1] | round) MiB |
| the same, 40 s after these containers | \(.memory.idle | map(.[1] | round | tostring) | join(" and ")) MiB |
| most while 100 containers are created at once | \(.crowd.peak | round) MiB |
| the client of a foreground `run` | \(.crowd.client * 1024 | round) KiB |
| `engine start`, with its rehearsal | \(.start | round) ms |
| first, second, third and tenth `run` of a fresh engine (fifteen engines); warm | \(.["warm-up"].run.first | [.[0,1,2,9] | round | tostring] | join(", ")) ms; \(.["warm-up"].run.warm * 10 | round / 10) ms |
| first, second, third and tenth `exec` | \(.["warm-up"].exec.first | [.[0,1,2,9] | round | tostring] | join(", ")) ms; \(.["warm-up"].exec.warm * 10 | round / 10) ms |"
