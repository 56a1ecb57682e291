"""`python -m tests.bench NAME [...]`."""

from __future__ import annotations

import importlib
import sys

BENCHES = {
    "engine": "the flow engine alone: sprints, sessions, steps and templates a second; peak memory",
    "exports": "a million rows to spreadsheets: time and peak memory; the answer to an SMS with and without an export running",
    "imports": "a workspace file of 1,000 flows: what the engine pays, and how long a phone's sync takes meanwhile",
    "modem": "one modem with noise, pulled plugs, a full store: nothing lost, nothing doubled; CPU of an idle one",
    "modem_office": "a modem in a real office: the same, with answers by a flow; what one costs; one in trouble delays no other",
    "path": "from an SMS acknowledged to its reply takeable, idle and under load; the disk before the 200; idle memory and CPU",
    "queue": "the fair queue beside Celery; a poll of 100,000 contacts with its answers and 600,000 status callbacks",
    "store": "100,000 waiting sessions and 10,000,000 messages: conversation, folders, resume, word search; counters",
    "soak": "conversations, starts and broadcasts while processes are killed again and again; then every row is accounted for",
}


def main(argv: list[str]) -> int:
    if not argv or argv[0] not in BENCHES:
        print("Benchmarks:\n" + "\n".join(f"  {name}  {what}" for name, what in BENCHES.items()))
        return 0 if argv in ([], ["--help"]) else 2
    module = importlib.import_module(f"tests.bench.{argv[0]}")
    return int(module.main(argv[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
