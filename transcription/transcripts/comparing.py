"""Two versions of a text side by side, with the words in which they differ; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Said:
    """One turn to compare; times in seconds, None where there are none."""

    speaker: str
    text: str
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Words in a row that both versions have (`same`), or only this one."""

    text: str
    same: bool


@dataclass(frozen=True, slots=True)
class Side:
    """What one version has in a row of the comparison."""

    speaker: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Turns of both versions that were spoken at the same time."""

    start_s: float | None
    left: tuple[Side, ...]
    right: tuple[Side, ...]

    @property
    def differs(self) -> bool:
        """Whether words or speakers differ."""
        return [(s.speaker, p.text) for s in self.left for p in s.parts] != [
            (s.speaker, p.text) for s in self.right for p in s.parts
        ]


@dataclass(frozen=True, slots=True)
class Compared:
    """All rows, and how many words both versions share and each has alone."""

    rows: tuple[Row, ...]
    same: int
    only_left: int
    only_right: int


def compared(left: Sequence[Said], right: Sequence[Said]) -> Compared:
    """Compare two versions.

    Turns meet by their times; where any has none, by their place. Capitals and punctuation are no
    difference.
    """
    groups = _by_time(left, right) if _are_timed([*left, *right]) else _by_place(left, right)
    rows, same, only_left, only_right = [], 0, 0, 0
    for ones, others in groups:
        a, b = _words(ones), _words(others)
        shared_a, shared_b = _shared(a, b)
        rows.append(Row(_start(ones, others), _sides(ones, shared_a), _sides(others, shared_b)))
        same += len(shared_a)
        only_left += len(a) - len(shared_a)
        only_right += len(b) - len(shared_b)
    return Compared(tuple(rows), same, only_left, only_right)


Group = tuple[list[Said], list[Said]]


def _are_timed(turns: Sequence[Said]) -> bool:
    return all(turn.start_s is not None and turn.end_s is not None for turn in turns)


def _by_place(left: Sequence[Said], right: Sequence[Said]) -> list[Group]:
    size = max(len(left), len(right))
    return [(list(left[at : at + 1]), list(right[at : at + 1])) for at in range(size)]


def _by_time(left: Sequence[Said], right: Sequence[Said]) -> list[Group]:
    """Turns that overlap belong together, as far as one side does not run through them all."""
    groups: list[Group] = []
    until = -1.0
    order = sorted(
        [(turn, 0) for turn in left] + [(turn, 1) for turn in right],
        key=lambda one: (one[0].start_s or 0.0, one[1]),
    )
    for turn, side in order:
        middle = ((turn.start_s or 0.0) + (turn.end_s or 0.0)) / 2
        if not groups or middle > until:
            groups.append(([], []))
            until = turn.end_s or 0.0
        groups[-1][side].append(turn)
    return groups


def _start(ones: Sequence[Said], others: Sequence[Said]) -> float | None:
    return min((t.start_s for t in (*ones, *others) if t.start_s is not None), default=None)


def _words(turns: Sequence[Said]) -> list[str]:
    return [word for turn in turns for word in turn.text.split()]


def _key(word: str) -> str:
    return word.strip(".,;:!?…\"'()").casefold() or word


def _shared(a: Sequence[str], b: Sequence[str]) -> tuple[set[int], set[int]]:
    """The places of the words that both have, in each."""
    matcher = SequenceMatcher(
        a=[_key(word) for word in a], b=[_key(word) for word in b], autojunk=False
    )
    blocks = matcher.get_matching_blocks()
    return (
        {at for block in blocks for at in range(block.a, block.a + block.size)},
        {at for block in blocks for at in range(block.b, block.b + block.size)},
    )


def _sides(turns: Sequence[Said], shared: set[int]) -> tuple[Side, ...]:
    sides, at = [], 0
    for turn in turns:
        parts: list[Part] = []
        for word in turn.text.split():
            same = at in shared
            if parts and parts[-1].same == same:
                parts[-1] = Part(f"{parts[-1].text} {word}", same)
            else:
                parts.append(Part(word, same))
            at += 1
        sides.append(Side(turn.speaker, tuple(parts)))
    return tuple(sides)
