"""Holds what redaction returns: the masked text, its masks, and the way from old offsets to new."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from transcription.redaction.kinds import Kind


@dataclass(frozen=True, slots=True)
class Mask:
    """One masked stretch; `start` and `end` are offsets in the original text.

    `original` is None for the destroyed kinds. For the others it is the text that stood there, for
    the caller to encrypt; it is left out of `repr` so that no log line or traceback shows it.
    """

    kind: Kind
    start: int
    end: int
    placeholder: str
    destroyed: bool
    original: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Redacted:
    """A text without what must not be kept; `masks` are in order and never overlap."""

    text: str
    masks: tuple[Mask, ...] = ()

    def offset(self, original: int) -> int:
        """Return where the original offset lies in the redacted text.

        An offset inside a mask moves to the start of its placeholder.
        """
        place = bisect_right(self.masks, original, key=_start) - 1
        if place < 0:
            return original
        mask, begin = self.masks[place], self._placeholder_starts[place]
        if original < mask.end:
            return begin
        return begin + len(mask.placeholder) + original - mask.end

    def original_offset(self, redacted: int) -> int:
        """Return where an offset of the redacted text lay in the original.

        An offset inside a placeholder moves to the start of what it hides.
        """
        place = bisect_right(self._placeholder_starts, redacted) - 1
        if place < 0:
            return redacted
        mask = self.masks[place]
        past = redacted - self._placeholder_starts[place] - len(mask.placeholder)
        return mask.start if past < 0 else mask.end + past

    @cached_property
    def _placeholder_starts(self) -> list[int]:
        starts: list[int] = []
        shift = 0
        for mask in self.masks:
            starts.append(mask.start + shift)
            shift += len(mask.placeholder) - (mask.end - mask.start)
        return starts


def _start(mask: Mask) -> int:
    return mask.start


def render(original: str, masks: Sequence[Mask]) -> str:
    """Return the original with each mask's stretch replaced by its placeholder."""
    parts: list[str] = []
    position = 0
    for mask in masks:
        parts += (original[position : mask.start], mask.placeholder)
        position = mask.end
    return "".join((*parts, original[position:]))
