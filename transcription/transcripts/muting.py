"""Which stretches of a recording are silenced, from the turns whose text is masked; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from transcription.redaction.kinds import PLACEHOLDERS, Kind
from transcription.transcripts.segments import Stretch, total

PAD_S = 0.3
"""Silenced before and after: an engine's word times are right to about a fifth of a second,
and Opus lets a loud sound fade for up to a quarter."""
KINDS: dict[str, frozenset[Kind]] = {
    "all": frozenset(Kind),
    "destroyed": frozenset(kind for kind in Kind if kind.is_destroyed),
}
"""The setting QA_MUTE_KINDS in kinds of masks."""


class CannotMute(Exception):
    """A masked turn does not say when it was spoken; the message says so to people."""


@dataclass(frozen=True, slots=True)
class TimedText:
    """A masked turn: its text with placeholders and its times in seconds.

    `words` are [start, end, text or placeholder, …] where the engine has them.
    """

    text: str
    start_s: float | None
    end_s: float | None
    words: Sequence[Sequence[Any]] | None = None


@dataclass(frozen=True, slots=True)
class Mute:
    """A stretch to silence, with the kinds it hides; `whole_turn`: no word of it has a time."""

    start_s: float
    end_s: float
    kinds: tuple[str, ...]
    whole_turn: bool = False

    @property
    def stretch(self) -> Stretch:
        """The stretch alone."""
        return Stretch(self.start_s, self.end_s)

    def row(self) -> list[Any]:
        """As it is stored in `Recording.muted`."""
        return [round(self.start_s, 3), round(self.end_s, 3), list(self.kinds), self.whole_turn]

    @classmethod
    def read(cls, row: Sequence[Any]) -> Mute:
        """From what is stored."""
        start_s, end_s, kinds, whole_turn = row
        return cls(float(start_s), float(end_s), tuple(kinds), bool(whole_turn))


def mutes_of(turns: Iterable[TimedText], kinds: Collection[Kind]) -> list[Mute]:
    """The stretches to silence, in order of time and never touching.

    Where every mask of a turn has its place among the words, those places; else the whole turn.
    Raises CannotMute where a turn with a mask has no times.
    """
    wanted = {PLACEHOLDERS[kind]: kind for kind in Kind if kind in kinds}
    return joined(
        mute
        for turn in turns
        if any(placeholder in turn.text for placeholder in wanted)
        for mute in _of_turn(turn, wanted)
    )


def joined(mutes: Iterable[Mute]) -> list[Mute]:
    """The same stretches without overlaps, in order; what meets becomes one of all its kinds."""
    merged: list[Mute] = []
    for mute in sorted(mutes, key=lambda one: (one.start_s, one.end_s)):
        last = merged[-1] if merged else None
        if last is None or mute.start_s > last.end_s:
            merged.append(mute)
            continue
        merged[-1] = Mute(
            last.start_s,
            max(last.end_s, mute.end_s),
            tuple(dict.fromkeys((*last.kinds, *mute.kinds))),
            last.whole_turn or mute.whole_turn,
        )
    return merged


def muted_seconds(mutes: Iterable[Mute]) -> float:
    """How long all of them last together."""
    return total(mute.stretch for mute in mutes)


def adds_to(new: Iterable[Mute], old: Sequence[Mute]) -> bool:
    """Whether `new` silences anything that `old` does not."""
    before = muted_seconds(old)
    return muted_seconds([*old, *new]) > before + 0.001


def _of_turn(turn: TimedText, wanted: dict[str, Kind]) -> list[Mute]:
    if turn.start_s is None or turn.end_s is None:
        raise CannotMute(
            "Text of this recording is masked, but it came without times: nobody can say which"
            " stretch to mute, so the recording is not played."
        )
    words = [row for row in turn.words or () if row[2] in wanted]
    if len(words) == sum(turn.text.count(placeholder) for placeholder in wanted):
        return [_padded(row[0], row[1], (wanted[row[2]].value,)) for row in words]
    kinds = tuple(kind.value for text, kind in wanted.items() if text in turn.text)
    return [_padded(turn.start_s, turn.end_s, kinds, whole_turn=True)]


def _padded(
    start_s: float, end_s: float, kinds: tuple[str, ...], *, whole_turn: bool = False
) -> Mute:
    return Mute(max(0.0, start_s - PAD_S), end_s + PAD_S, kinds, whole_turn)
