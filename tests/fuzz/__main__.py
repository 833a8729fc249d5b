"""The long run: ``python -m tests.fuzz --many 10000``; ends with 1 if any text is a fault."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from .texts import mutant
from .verdict import bounded, outcome


def main() -> int:
    """Try many mutants and print every fault with its number, by which it comes again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    bounded()
    counted: Counter[str] = Counter()
    slowest, start, faults = (0.0, 0), time.perf_counter(), 0
    for seed in range(given.first, given.first + given.many):
        found = outcome(mutant(seed))
        counted[found.kind] += 1
        slowest = max(slowest, (found.seconds, seed))
        if found.is_fault or found.kind == "undecided":
            faults += found.is_fault
            print(f"{seed} {found.kind} {found.seconds:.1f} s\n{mutant(seed)!r}\n{found.detail}\n")
            sys.stdout.flush()
    passed = time.perf_counter() - start
    print(f"{given.many} texts in {passed:.0f} s: {dict(counted)}; slowest {slowest}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
