"""Guesses how a table maps, from its titles and its first rows; every guess is shown as one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from transcription.intake.mapping.cells import OWN_SCALES, SCALES, decimal_of, unit_of
from transcription.intake.mapping.document import MOST_COLUMNS, TableMapping
from transcription.intake.mapping.emotions import names_feeling
from transcription.intake.mapping.guessing_cells import guess_by_cells
from transcription.intake.mapping.spoken import NoConversation, turns_in
from transcription.intake.mapping.targets import (
    CHANNELS,
    DIRECTIONS,
    SPEAKERS,
    Reads,
    RowsAre,
    Target,
    targets_for,
)
from transcription.intake.mapping.times import is_time, orders_that_fit
from transcription.intake.options import DateOrder
from transcription.intake.speaker_names import SpeakersUnclear, roles
from transcription.intake.tables import Row

_CHANNEL_WORDS: dict[str, str] = {
    "voice": "phone", "call": "phone", "calls": "phone", "telephone": "phone", "telephony": "phone",
    "phone": "phone", "inbound call": "phone", "outbound call": "phone", "callback": "phone",
    "email": "email", "e-mail": "email", "mail": "email", "chat": "chat", "live chat": "chat",
    "livechat": "chat", "web chat": "chat", "webchat": "chat", "messaging": "chat",
    "messenger": "social", "facebook": "social", "twitter": "social", "x": "social",
    "instagram": "social", "whatsapp": "social", "social": "social", "sms": "sms", "text": "sms",
    "web": "portal", "portal": "portal", "web form": "portal", "form": "portal",
    "self-service": "portal", "app": "app", "mobile app": "app", "in-app": "app",
}  # fmt: skip
_SPEAKER_WORDS = {
    "true": "customer", "false": "agent", "incoming": "customer", "outgoing": "agent",
    "inbound": "customer", "outbound": "agent", "in": "customer", "out": "agent",
    "end user": "customer", "end-user": "customer", "requester": "customer", "lead": "customer",
    "admin": "agent", "operator": "agent", "received": "customer", "sent": "agent",
    "automation": "bot", "workflow": "bot",
}  # fmt: skip
_DIRECTION_WORDS = {
    "in": "inbound", "incoming": "inbound", "inbound": "inbound", "received": "inbound",
    "out": "outbound", "outgoing": "outbound", "outbound": "outbound", "outbound-api": "outbound",
    "outbound-dial": "outbound", "sent": "outbound",
}  # fmt: skip
_GENERIC = frozenset({
    "number", "time", "date", "type", "source", "user", "from", "name", "reference", "start",
    "text",
})  # fmt: skip
"""Words that are part of many titles and say something only where they stand alone."""
_RANGE = re.compile(r"(?<!\d)(\d{1,3})_?(?:-|–|to|bis)_?(\d{1,3})(?!\d)")
MOST_WORDS = 30
"""A column of more different words than this has no meaning for each."""


@dataclass(frozen=True)
class Look:
    """What is known of a table before it is mapped: titles, names, and its first rows' cells."""

    titles: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[Row]

    def cells(self, column: str) -> list[str]:
        """The filled cells of a column in these rows."""
        return [row.cells[column] for row in self.rows if column in row.cells]

    def words(self, column: str) -> list[str]:
        """The different cells of a column, the most frequent first; [] where there are many."""
        counts: dict[str, int] = {}
        for cell in self.cells(column):
            counts[cell.strip()] = counts.get(cell.strip(), 0) + 1
        if len(counts) > MOST_WORDS or any(len(word) > 100 for word in counts):
            return []
        return sorted(counts, key=lambda word: (-counts[word], word))


def guess(look: Look, *, name: str, source: str | None = None) -> TableMapping:
    """A mapping to begin with: what the titles and the cells make likely."""
    reads = _reads(_data_of(look))
    rows_are: RowsAre = (
        "message" if reads == "interactions" and _is_messages(look) else "interaction"
    )
    return guess_as(look, reads, rows_are, name=name, source=source)


def guess_as(
    look: Look, reads: Reads, rows_are: RowsAre, *, name: str, source: str | None = None
) -> TableMapping:
    """The same where somebody has said what a row is."""
    skip = guess_skip(look)
    look = _data_of(look)
    columns = guess_columns(look, targets_for(reads, rows_are))
    times = [cell for column, target in columns.items()
             if targets_for(reads, rows_are)[target].kind == "time"
             for cell in look.cells(column)]  # fmt: skip
    numbers = [cell for column in look.columns for cell in look.cells(column)]
    return TableMapping(
        name=name,
        source=source,
        reads=reads,
        rows=rows_are,
        header=list(look.columns)[:MOST_COLUMNS],
        columns=columns,
        values={
            column: found
            for column, target in columns.items()
            if (found := guess_values(target, look.words(column)))
        },
        date_order=guess_order(times),
        decimal=decimal_of(numbers),
        units={column: unit for column in columns if (unit := unit_of(column)) != "auto"},
        scales={
            column: scale
            for column, target in columns.items()
            if target in OWN_SCALES and (scale := guess_scale(target, look.cells(column), column))
        },
        skip=skip,
    )


def guess_skip(look: Look) -> int:
    """How many rows below the header are no data: Qualtrics writes two, SurveyMonkey one."""
    for place, row in enumerate(look.rows[:3], 1):
        if any('"ImportId"' in cell for cell in row.cells.values()):
            return place
    is_monkey = {"respondent_id", "collector_id"} <= set(look.columns)
    return int(is_monkey and bool(look.rows) and "respondent_id" not in look.rows[0].cells)


def _data_of(look: Look) -> Look:
    return Look(look.titles, look.columns, look.rows[guess_skip(look) :])


def guess_columns(look: Look, targets: Mapping[str, Target]) -> dict[str, str]:
    """Column → field; each field once, the surest title first, and only where the cells agree."""
    offers: list[tuple[int, int, str, str]] = []
    for place, column in enumerate(look.columns):
        if names_feeling(column):
            continue
        for target in targets.values():
            rank = _rank(column, target)
            if rank is not None and _agrees(target, look.cells(column)):
                offers.append((rank, place, column, target.key))
    taken: dict[str, str] = {}
    for _, _, column, key in sorted(offers, key=lambda offer: offer[:2]):
        if column not in taken and key not in taken.values():
            taken[column] = key
    cells = {column: look.cells(column) for column in look.columns}
    taken |= guess_by_cells(cells, targets, taken)
    if "transcript" in taken.values():
        taken = {
            column: key
            for column, key in taken.items()
            if key not in ("customer_text", "agent_text")
        }
    return {column: taken[column] for column in look.columns if column in taken}


def guess_values(target: str, words: Sequence[str]) -> dict[str, str]:
    """What a column's words likely mean; only those that are not our own words already."""
    if target == "channel":
        return _meanings(words, _CHANNEL_WORDS, CHANNELS)
    if target == "direction":
        return _meanings(words, _DIRECTION_WORDS, DIRECTIONS)
    if target == "speaker":
        return _speakers(words)
    return {}


def guess_order(times: Sequence[str]) -> DateOrder | None:
    """The order of day and month that all dates allow; None where none asks or two do."""
    fitting = [order for order in orders_that_fit(times) if order != "year"]
    return fitting[0] if len(fitting) == 1 else None


def guess_scale(measure: str, cells: Sequence[str], column: str = "") -> str | None:
    """The scale on which a score was asked, where it is not our own: the title's, else likely."""
    low, high = OWN_SCALES[measure]
    titled = _RANGE.search(column)
    if titled and (scale := f"{int(titled[1])}-{int(titled[2])}") in SCALES:
        return None if scale == f"{low}-{high}" else scale
    numbers = [float(cell) for cell in cells if re.fullmatch(r"\d{1,3}(\.\d+)?", cell.strip())]
    if not numbers or low <= min(numbers) and max(numbers) <= high:
        return None
    return "0-100" if max(numbers) > 10 else "0-10" if min(numbers) < 1 else "1-10"


def _rank(column: str, target: Target) -> int | None:
    """How sure a title is for a field: 0 the surest; None where it says nothing of it."""
    bare = re.sub(r"_\([^)]*\)$", "", column).strip("_?:")
    for place, word in enumerate(target.words):
        if bare == word or column == word:
            return place
    parts = set(re.split(r"[^a-z0-9]+", bare))
    for place, word in enumerate(target.words):
        if len(word) > 3 and "_" not in word and word in parts - _GENERIC:
            return 50 + place
        if "_" in word and word in bare:
            return 40 + place
    return None


def _agrees(target: Target, cells: Sequence[str]) -> bool:
    """Whether the cells could be what the field holds; no cells do not speak against it."""
    shown = [cell for cell in cells if cell.strip()][:20]
    if not shown:
        return True
    if target.kind == "time":
        return sum(map(is_time, shown)) > len(shown) / 2
    if target.kind in ("number", "whole", "span"):
        return sum(any(char.isdigit() for char in cell) for cell in shown) > len(shown) / 2
    if target.kind == "word":
        return len(set(shown)) <= max(4, len(shown) // 2) and all(len(cell) < 60 for cell in shown)
    if target.key == "transcript":
        return _is_conversation(shown)
    if target.kind == "flag":
        return all(len(cell) < 12 for cell in shown)
    if target.kind == "score":
        return all(len(cell) < 60 for cell in shown)
    if target.kind == "id":
        return all(len(cell) < 120 and "\n" not in cell for cell in shown)
    return True


def _is_conversation(cells: Sequence[str]) -> bool:
    found = 0
    for cell in cells:
        try:
            found += len(turns_in(cell)) > 1
        except NoConversation as error:
            found += "could be" in str(error)
    return found > len(cells) / 2


def _reads(look: Look) -> Reads:
    """What the table is: sessions and surveys by their own titles, else interactions."""
    names = " ".join(look.columns)
    words = ("transcript", "message", "conversation", "description", "body", "speaker")
    has_words = any(word in names for word in words)
    surveyed = guess_columns(look, targets_for("surveys"))
    scores = {"csat", "nps", "ces"} & set(surveyed.values())
    if scores and not has_words and "answered_at" in surveyed.values():
        return "surveys"
    if re.search(r"remote|teamviewer|anydesk|session_(?:id|start|end)|supporter", names) and (
        not has_words
    ):
        return "sessions"
    return "interactions"


def _is_messages(look: Look) -> bool:
    """Whether the same id stands in several rows, and somebody speaks in them."""
    columns = guess_columns(look, targets_for("interactions", "message"))
    by_target = {target: column for column, target in columns.items()}
    if not {"external_id", "text", "speaker"} <= by_target.keys():
        return False
    ids = look.cells(by_target["external_id"])
    return len(set(ids)) < len(ids)


def _meanings(words: Sequence[str], known: Mapping[str, str], own: Sequence[str]) -> dict[str, str]:
    return {
        word: known[word.lower()]
        for word in words
        if word.lower() not in own and word.lower() in known
    }


def _speakers(words: Sequence[str]) -> dict[str, str]:
    """Who speaks: by the words that systems use, by those of transcripts, else by all names."""
    found = _meanings(words, _SPEAKER_WORDS, SPEAKERS)
    for word in words:
        if word not in found and word.lower() not in SPEAKERS:
            found.update(_by_name([word]))
    return found or _by_name(words)


def _by_name(words: Sequence[str]) -> dict[str, str]:
    """Who speaks by name: "Agent 2", "Customer"; nothing where the names leave it open."""
    try:
        found: dict[str, Any] = roles(words)
    except SpeakersUnclear:
        return {}
    return {word: role for word, role in found.items() if word.lower() != role}
