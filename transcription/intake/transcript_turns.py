"""Makes one interaction of the lines or cues of a transcript that came as a file of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from transcription.intake.interaction_columns import column_named
from transcription.intake.interchange import InvalidInteraction, read_interaction
from transcription.intake.options import ImportOptions
from transcription.intake.records import Channel, InteractionRecord
from transcription.intake.refusals import Refusal, quoted
from transcription.intake.speaker_names import SpeakersUnclear, roles

_ASK = {
    "agent_id": "is not known: say whose it is, as Agent id or --agent",
    "started_at": "is not known: say when it began",
}
SHOWN_NAMES = 4


@dataclass(frozen=True, slots=True)
class Said:
    """Something that somebody said; `name` None means that the line is the system's own.

    `start` and `end` are seconds of a call, `at` a moment of a chat.
    """

    line: int
    name: str | None
    text: str
    start: float | None = None
    end: float | None = None
    at: datetime | None = None


def interaction_of(
    said: Sequence[Said], name: str, options: ImportOptions, channel: Channel, *, part: str = ""
) -> InteractionRecord | Refusal:
    """The interaction of a transcript in the file `name`, or why there is none.

    Its id is the file's path without the ending, and `part` where a file holds several.
    """
    line = said[0].line if said else 1
    if not said:
        return Refusal(line, None, "turns", "are not there: nobody says anything in this file")
    try:
        parts = roles(
            dict.fromkeys(each.name for each in said if each.name is not None),
            options.hints.agent_names,
        )
    except SpeakersUnclear as unclear:
        return _unclear(said, unclear)
    data: dict[str, Any] = {
        "external_id": str(PurePosixPath(name).with_suffix("")) + part,
        "turns": [_turn(each, parts) for each in said],
    }
    if said[0].at is not None:
        data |= {"started_at": said[0].at, "ended_at": said[-1].at}
    try:
        whole, began = options.begun(options.complete(data, channel))
        return replace(read_interaction(whole, line=line), started_from=began)
    except InvalidInteraction as error:
        turn, column = column_named(error.problems[0])
        at = said[turn].line if turn is not None else line
        return Refusal(at, None, column, _ASK.get(column, error.summary), quoted(name))


def _turn(each: Said, parts: dict[str, Any]) -> dict[str, Any]:
    turn = {
        "speaker": "system" if each.name is None else parts[each.name],
        "text": each.text,
        "at": each.at,
        "start": each.start,
        "end": each.end,
    }
    return {key: value for key, value in turn.items() if value is not None}


def _unclear(said: Sequence[Said], unclear: SpeakersUnclear) -> Refusal:
    shown = ", ".join(quoted(name) for name in unclear.names[:SHOWN_NAMES])
    more = len(unclear.names) - SHOWN_NAMES
    line = next(each.line for each in said if each.name == unclear.names[0])
    message = f"could be agents or customers: {shown}{f' and {more} more' if more > 0 else ''}."
    ask = "Say which are agents', as Names of agents or --agent-name."
    return Refusal(line, None, "speaker", f"{message} {ask}")
