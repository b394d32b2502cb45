"""Masks what must not be kept in one text: cards, codes, passwords, addresses and numbers."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from transcription.redaction.kinds import Kind
from transcription.redaction.masks import Mask, Redacted, render
from transcription.redaction.page import Found, Page, is_worth_reading
from transcription.redaction.registry import detectors

# A mask can bring out another, as when a card's mask leaves a phone number free-standing. Real
# text needs two rounds; the bound only keeps a text made to need more from taking for ever.
_ROUNDS = 12


def redact(
    text: str,
    *,
    region: str = "US",
    known_names: Sequence[str] = (),
    before: str = "",
    also: Iterable[Found] = (),
) -> Redacted:
    """Return the text with everything masked that must not be kept.

    `region` (ISO 3166) says whose local telephone numbers to know. `before` is the redacted end of
    what was said just before: a number is often only named in the question that it answers. `also`
    are stretches that the caller already knows. Redacting the result again changes nothing.
    """
    names = tuple(known_names)
    masks = _merged((), also, text)
    if not masks and not names and not is_worth_reading(text, before):
        return Redacted(text)
    result = Redacted(render(text, masks), masks)
    for _ in range(_ROUNDS):
        found = _found(result.text, region, names, before)
        if not found:
            break
        masks = _merged(result.masks, (in_original(result, each) for each in found), text)
        result = Redacted(render(text, masks), masks)
    return result


def _found(text: str, region: str, names: tuple[str, ...], before: str) -> list[Found]:
    """Return what the detectors find in the turn, without overlaps, by right of way."""
    page = Page.of(text, before, names)
    taken: list[Found] = []
    for detector in detectors(region):
        for found in detector(page):
            if found.start >= page.begin and not _overlaps(taken, found):
                taken.insert(bisect_left(taken, found.start, key=_start), found)
    shift = page.begin
    return [Found(each.kind, each.start - shift, each.end - shift) for each in taken]


def _overlaps(taken: list[Found], found: Found) -> bool:
    place = bisect_left(taken, found.end, key=_start)
    return place > 0 and taken[place - 1].end > found.start


def _start(found: Found | Mask) -> int:
    return found.start


def in_original(result: Redacted, found: Found) -> Found:
    """Return the same stretch by its offsets in the text before redaction."""
    return Found(
        found.kind,
        result.original_offset(found.start),
        result.original_offset(found.end - 1) + 1,
    )


def _merged(masks: Sequence[Mask], found: Iterable[Found], text: str) -> tuple[Mask, ...]:
    added = (_mask(each.kind, each.start, each.end, text) for each in found)
    return tuple(sorted((*masks, *added), key=_start))


def _mask(kind: Kind, start: int, end: int, text: str) -> Mask:
    original = None if kind.is_destroyed else text[start:end]
    return Mask(kind, start, end, kind.placeholder, kind.is_destroyed, original)
