"""The forms of the card itself and of a section, as text, and what was posted as their changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from scorecards.design.document import ScorecardDocument, Section
from scorecards.design.exact import plain
from scorecards.design.posted import Posted, shown_bands, shown_number

Json = dict[str, Any]


@dataclass(frozen=True)
class CardFields:
    """The card's own fields as text."""

    title: str
    channel: str
    pass_percent: str
    cap_percent: str
    bands: str
    teams: tuple[str, ...]
    topics: str
    channels: tuple[str, ...]
    directions: tuple[str, ...]
    suggest_after_answer: bool = True


@dataclass(frozen=True)
class SectionFields:
    """A section's own fields as text."""

    title: str
    weight: str
    pass_percent: str
    bands: str


def card_fields(document: ScorecardDocument) -> CardFields:
    """Fill the form from a scorecard."""
    rule = document.applies_to
    return CardFields(
        title=document.title,
        channel=document.channel or "",
        pass_percent=shown_number(document.pass_percent),
        cap_percent=shown_number(document.cap_percent),
        bands=shown_bands(document.bands),
        teams=rule.teams if rule else (),
        topics=", ".join(rule.topics) if rule else "",
        channels=rule.channels if rule else (),
        directions=rule.directions if rule else (),
        suggest_after_answer=document.suggest_after_answer,
    )


def section_fields(section: Section) -> SectionFields:
    """Fill the form from a section."""
    return SectionFields(
        title=section.title,
        weight=shown_number(section.weight),
        pass_percent=shown_number(section.pass_percent),
        bands=shown_bands(section.bands),
    )


def posted_card(post: Mapping[str, str], lists: Mapping[str, Sequence[str]]) -> CardFields:
    """The card's form as it was posted; `lists` hold the ticked teams, channels, directions."""
    read = Posted(post)
    teams, channels, directions = (
        tuple(lists.get(name, ())) for name in ("teams", "channels", "directions")
    )
    return CardFields(
        title=read.line("title"),
        channel=read.line("channel"),
        pass_percent=read.line("pass_percent"),
        cap_percent=read.line("cap_percent"),
        bands=read.lines("bands"),
        teams=teams,
        topics=read.line("topics"),
        channels=channels,
        directions=directions,
        suggest_after_answer=read.flag("suggest_after_answer"),
    )


def posted_section(post: Mapping[str, str]) -> SectionFields:
    """A section's form as it was posted."""
    read = Posted(post)
    return SectionFields(
        title=read.line("title"),
        weight=read.line("weight"),
        pass_percent=read.line("pass_percent"),
        bands=read.lines("bands"),
    )


def card_changes(fields: CardFields) -> Json:
    """The card's form as changes of its JSON; raises ScorecardInvalid with each field."""
    read = Posted({**vars(fields)})
    rule: Json = {
        "teams": list(fields.teams),
        "topics": read.words("topics"),
        "channels": list(fields.channels),
        "directions": list(fields.directions),
    }
    given = {name: values for name, values in rule.items() if values}
    changes = {
        "title": fields.title,
        "channel": fields.channel or None,
        "pass_percent": read.number("pass_percent", "pass_percent"),
        "cap_percent": read.number("cap_percent", "cap_percent"),
        "bands": read.bands("bands", "bands"),
        "applies_to": given or None,
        "suggest_after_answer": fields.suggest_after_answer,
    }
    read.check()
    return cast(Json, plain(changes))


def section_changes(fields: SectionFields) -> Json:
    """A section's form as changes of its JSON; raises ScorecardInvalid with each field."""
    read = Posted({**vars(fields)})
    changes = {
        "title": fields.title,
        "weight": read.number("weight", "weight"),
        "pass_percent": read.number("pass_percent", "pass_percent"),
        "bands": read.bands("bands", "bands"),
    }
    read.check()
    return cast(Json, plain(changes))
