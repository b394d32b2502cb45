"""Turns a seed and names into random keys that are the same on every machine and in every release.

The named generator is PCG64 (O'Neill 2014) seeded through numpy's `SeedSequence`. numpy promises
that the raw numbers of a bit generator never change, but not what `Generator` makes of them
(NEP 19), so only raw numbers are used here.
"""

from __future__ import annotations

import hashlib
import json

import numpy as np

GENERATOR = "PCG64"


class Stream:
    """Random numbers that depend only on the seed and the names."""

    def __init__(self, seed: int, *names: str) -> None:
        if seed < 0:
            raise ValueError("A seed is a whole number of at least 0.")
        digest = hashlib.sha256(json.dumps(names, ensure_ascii=False).encode()).digest()
        words = np.frombuffer(digest, dtype=">u4")
        self._bits = np.random.PCG64(np.random.SeedSequence([seed, *(int(w) for w in words)]))

    def keys(self, count: int) -> list[int]:
        """`count` random whole numbers of 64 bits, to sort by."""
        return [int(key) for key in self._bits.random_raw(count)] if count else []

    def below(self, bound: int) -> int:
        """A whole number from 0 to `bound` - 1, each equally likely."""
        limit = 2**64 - 2**64 % bound
        while (value := int(self._bits.random_raw())) >= limit:
            pass
        return value % bound


def systematic(count: int, step: tuple[int, int], start: int) -> list[int]:
    """Which of `count` places a systematic sample with random start takes.

    `step` is the share (p, q) to take; `start` is uniform on 0…q-1. Place i is taken if a whole
    number lies in ((i·p + start)/q, ((i+1)·p + start)/q], so each place is taken for exactly p of
    the q starts: its probability is p/q (Madow and Madow 1944; Särndal, Swensson and Wretman 1992,
    §3.4).
    """
    part, whole = step
    marks = [(place * part + start) // whole for place in range(count + 1)]
    return [place for place in range(count) if marks[place] < marks[place + 1]]
