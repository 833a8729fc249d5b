"""Linear equations modulo 2, for signs: each says whether a product of signs is -1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations

MOST_FREE = 10


def solutions(rows: Sequence[tuple[int, int]], width: int) -> Iterator[int]:
    """Yield every x with <mask, x> = bit modulo 2 for each row (mask, bit), few ones first.

    Vectors are the bits of a whole number. If more than ``MOST_FREE`` unknowns are free, the
    others stay 0.
    """
    reduced: dict[int, tuple[int, int]] = {}
    for mask, bit in rows:
        for lead, (other, value) in reduced.items():
            if mask >> lead & 1:
                mask, bit = mask ^ other, bit ^ value
        if mask == 0 and bit:
            return
        if mask:
            lead = mask.bit_length() - 1
            for k, (other, value) in reduced.items():
                if other >> lead & 1:
                    reduced[k] = (other ^ mask, value ^ bit)
            reduced[lead] = (mask, bit)
    free = [k for k in range(width) if k not in reduced][:MOST_FREE]
    found = []
    for chosen in chain.from_iterable(combinations(free, k) for k in range(len(free) + 1)):
        x = sum(1 << k for k in chosen)
        for lead, (mask, bit) in reduced.items():
            if (mask & x).bit_count() % 2 != bit:
                x |= 1 << lead
        found.append(x)
    yield from sorted(found, key=lambda x: (x.bit_count(), x))
