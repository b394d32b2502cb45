"""Reads what a form posted as values of the scorecard format, and keeps what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _

from qa_app.core.text import clean
from scorecards.design.document import Band
from scorecards.design.exact import exact, plain
from scorecards.design.findings import Finding, ScorecardInvalid


class Posted:
    """The posted text by field name; call `check` when everything was read."""

    def __init__(self, post: Mapping[str, str]) -> None:
        self.post = post
        self.wrong: list[Finding] = []

    def line(self, name: str) -> str:
        """Text of one line, cleaned."""
        return clean(self.post.get(name, ""), lines=False)

    def lines(self, name: str) -> str:
        """Text of several lines, cleaned, without spaces at the end."""
        return clean(self.post.get(name, "")).rstrip()

    def flag(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self.post.get(name))

    def number(self, name: str, place: str) -> Decimal | None:
        """A number as people write it (`12,5` and `12.5 %` too); None for nothing."""
        try:
            return number(self.line(name))
        except ValueError as error:
            self.refuse(place, str(error))
            return None

    def words(self, name: str) -> list[str]:
        """What stands between commas."""
        return [part for part in (part.strip() for part in self.line(name).split(",")) if part]

    def numbers(self, name: str, place: str) -> list[Decimal]:
        """Numbers between commas."""
        found: list[Decimal] = []
        for part in self.words(name):
            try:
                value = number(part)
            except ValueError as error:
                self.refuse(place, str(error))
                continue
            if value is not None:
                found.append(value)
        return found

    def bands(self, name: str, place: str) -> list[dict[str, Any]]:
        """Bands written one a line, the percentage first: `80 Meets the standard`."""
        found: list[dict[str, Any]] = []
        for line in self.lines(name).splitlines():
            start, _space, label = line.strip().partition(" ")
            if not start:
                continue
            try:
                found.append({"from": number(start), "label": label.strip(" %:–-")})
            except ValueError:
                self.refuse(
                    place,
                    _("Begin “%(line)s” with the percentage it starts at.", line=line.strip()),
                )
        return found

    def refuse(self, place: str, message: str) -> None:
        """Keep something that is wrong, with the field it belongs to."""
        self.wrong.append(Finding("error", place, message))

    def check(self) -> None:
        """Raise ScorecardInvalid where anything was refused."""
        if self.wrong:
            raise ScorecardInvalid(self.wrong)


def number(text: str) -> Decimal | None:
    """A number as people write it, None for nothing; ValueError in words for anything else."""
    text = text.strip().removesuffix("%").strip().replace(",", ".").replace("−", "-")
    if not text:
        return None
    try:
        return exact(Decimal(text))
    except InvalidOperation as error:
        raise ValueError(_("“%(text)s” is not a number.", text=text)) from error


def shown_number(value: Decimal | None) -> str:
    """A number for a form's field: as written, nothing for None."""
    return "" if value is None else str(plain(value))


def shown_bands(bands: tuple[Band, ...]) -> str:
    """Bands one a line, as `Posted.bands` reads them."""
    return "\n".join(f"{shown_number(band.start)} {band.label}" for band in bands)


PREFIX = re.compile(r"sections\[\d+\]\.(questions\[\d+\]\.)?")


def place_of(where: str) -> str:
    """The form's field of a place: `sections[0].questions[1].options[0].score` gives options."""
    return re.split(r"[.\[]", PREFIX.sub("", where))[0]
