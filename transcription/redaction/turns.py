"""Masks a whole conversation, where a number may be asked for in one turn and given in others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transcription.redaction.masks import Redacted
from transcription.redaction.page import Found
from transcription.redaction.redacting import in_original, redact
from transcription.redaction.split_cards import split_cards
from transcription.redaction.split_ibans import split_ibans

# How much of the turns before is read for the question that a turn answers.
_BEFORE = 160
_HALF_WORD = re.compile(r"\A(?:[^\[\]]*\]|\S*)")


@dataclass(frozen=True, slots=True)
class TurnText:
    """What one speaker said in one turn."""

    speaker: str
    text: str


def redact_turns(
    turns: Sequence[TurnText], *, region: str = "US", known_names: Sequence[str] = ()
) -> list[Redacted]:
    """Return each turn redacted, in order.

    A card or account given in parts over a speaker's successive turns is masked in each, also
    when others speak in between; a number is understood from the question that it answers.
    """
    names = tuple(known_names)
    parts = _split([(turn.speaker, turn.text) for turn in turns])
    while True:
        done = _redact_each(turns, parts, region, names)
        if not any(result.masks for result in done):
            return done
        # With a phone number between them masked, two halves of a card may come together.
        more = split_cards([(t.speaker, r.text) for t, r in zip(turns, done, strict=True)])
        if not more:
            return done
        for place, found in more.items():
            known = parts.setdefault(place, [])
            known += [in_original(done[place], each) for each in found]


def _split(said: Sequence[tuple[str, str]]) -> dict[int, list[Found]]:
    """What no single turn holds whole; an account keeps what could be of a card as well."""
    parts = split_ibans(said)
    for place, found in split_cards(said).items():
        known = parts.setdefault(place, [])
        known += [card for card in found if not any(_meet(card, one) for one in known)]
    return parts


def _meet(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _redact_each(
    turns: Sequence[TurnText], parts: dict[int, list[Found]], region: str, names: tuple[str, ...]
) -> list[Redacted]:
    done: list[Redacted] = []
    before = ""
    for place, turn in enumerate(turns):
        also = parts.get(place, ())
        done.append(redact(turn.text, region=region, known_names=names, before=before, also=also))
        before = _end_of(f"{before}\n{done[-1].text[-_BEFORE:]}".lstrip("\n"))
    return done


def _end_of(text: str) -> str:
    """Return the last whole words; half a placeholder would read like a cue."""
    if len(text) <= _BEFORE:
        return text
    return _HALF_WORD.sub("", text[-_BEFORE:])
