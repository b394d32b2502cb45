"""Masks an interaction before anything of it is written."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from transcription.intake.records import InteractionRecord
from transcription.redaction.masks import Redacted
from transcription.redaction.redacting import redact
from transcription.redaction.turns import TurnText, redact_turns


@dataclass(frozen=True, slots=True)
class MaskedInteraction:
    """A record whose texts are masked, and for each turn what was masked in it.

    What the topic, the survey's comment, the head of a letter and the names of attachments lose is
    not kept: only the words of turns can be revealed.
    """

    record: InteractionRecord
    turns: tuple[Redacted, ...]


def mask(
    record: InteractionRecord, *, region: str = "US", known_names: Sequence[str] = ()
) -> MaskedInteraction:
    """Return the record with all its texts redacted; ids stay as they are.

    The customer's name is masked whole and by its words of three letters and more, and forgotten.
    """
    known_names = [*known_names, *names_in(record)]
    said = [TurnText(_voice(turn.speaker, turn.agent_id), turn.text) for turn in record.turns]
    turns = tuple(redact_turns(said, region=region, known_names=known_names))

    def short(text: str | None) -> str | None:
        return text and redact(text, region=region, known_names=known_names).text

    masked = dataclasses.replace(
        record,
        customer_name=None,
        other_names=(),
        topic=short(record.topic),
        survey=dataclasses.replace(record.survey, comment=short(record.survey.comment)),
        turns=tuple(
            dataclasses.replace(
                turn,
                text=redacted.text,
                sender=short(turn.sender),
                to=short(turn.to),
                subject=short(turn.subject),
                attachments=tuple(
                    dataclasses.replace(one, name=short(one.name) or one.name)
                    for one in turn.attachments
                ),
            )
            for turn, redacted in zip(record.turns, turns, strict=True)
        ),
    )
    return MaskedInteraction(masked, turns)


def names_in(record: InteractionRecord) -> list[str]:
    """The names of customers that a record knows, whole and by their words."""
    named = (record.customer_name, *record.other_names)
    return [each for name in named for each in _names(name)]


def _names(name: str | None) -> list[str]:
    """A name and its parts; initials and short words hide too much."""
    parts = (name or "").split()
    return [" ".join(parts), *(part for part in parts if len(part) >= 3)] if parts else []


def _voice(speaker: str, agent_id: str | None) -> str:
    return f"{speaker} {agent_id}" if agent_id else speaker
