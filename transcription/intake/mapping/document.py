"""The mapping of a table as a document: which column goes where, how its cells are read.

A mapping is plain JSON, so that it can be exported, shipped, read by people and imported again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from collections.abc import Mapping as Map
from typing import Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from transcription.intake.limits import NAME_CHARACTERS
from transcription.intake.mapping.emotions import claims_feeling
from transcription.intake.mapping.targets import Reads, RowsAre, targets_for
from transcription.intake.options import DateOrder

MOST_COLUMNS = 500
MOST_VALUES = 200
ANY_OTHER = "*"
PLACEHOLDER = re.compile(r"\{([^{}]{1,200})\}")
Text = Annotated[str, Field(max_length=NAME_CHARACTERS)]
Columns = Annotated[dict[Text, Text], Field(max_length=MOST_COLUMNS)]


def _known_zone(zone: str | None) -> str | None:
    if zone is not None and zone not in available_timezones():
        raise ValueError(f"{zone!r} is no time zone: write one such as Europe/Berlin")
    return zone


class TableMapping(BaseModel):
    """A mapping. Columns are named in lower case with underscores (`tables.column_name`).

    `header` are the columns by which a file is recognised: all of them and no others where
    `match` is "exact", at least these where it is "all". `columns` says where a column goes,
    `constants` what stands for all rows (`{column}` is that column's cell), `values` what a
    column's words mean ("*" is any other), `units` those of lengths of time, `scales` those of
    survey scores, `speakers` the names in whole conversations that are agents'. `skip` rows after
    the header are left out; `zone` is that of times without one.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    format: Literal[1] = 1
    kind: Literal["mapping"] = "mapping"
    name: Annotated[str, Field(min_length=1, max_length=NAME_CHARACTERS)]
    about: Annotated[str, Field(max_length=1_000)] = ""
    source: Text | None = None
    reads: Reads = "interactions"
    rows: RowsAre = "interaction"
    match: Literal["exact", "all"] = "exact"
    header: Annotated[list[Text], Field(min_length=1, max_length=MOST_COLUMNS)]
    columns: Columns = {}
    constants: Columns = {}
    values: Annotated[
        dict[Text, Annotated[dict[Text, Text], Field(max_length=MOST_VALUES)]],
        Field(max_length=MOST_COLUMNS),
    ] = {}
    date_order: DateOrder | None = None
    zone: Annotated[str | None, AfterValidator(_known_zone)] = None
    decimal: Literal["point", "comma"] = "point"
    units: dict[Text, Literal["auto", "ms", "s", "min", "h"]] = {}
    scales: dict[Text, Annotated[str, Field(pattern=r"^\d{1,3}-\d{1,3}$")]] = {}
    speakers: list[Text] = []
    skip: Annotated[int, Field(ge=0, le=20)] = 0
    sheet: Text | None = None
    window_hours: Annotated[int, Field(ge=1, le=24 * 60)] = 72

    @model_validator(mode="after")
    def _check(self) -> Self:
        known = targets_for(self.reads, self.rows)
        for column, target in self.columns.items():
            if claims_feeling(column):
                raise ValueError(f"column {column!r} claims what an agent feels and is never read")
            if target not in known:
                raise ValueError(f"column {column!r} goes to {target!r}, which there is not")
        for target in self.constants:
            if target not in known:
                raise ValueError(f"constant {target!r} is no field")
        for column, scale in self.scales.items():
            low, high = map(int, scale.split("-"))
            if low >= high:
                raise ValueError(f"scale of {column!r} has to begin below its end")
        self._check_once(known)
        return self

    def _check_once(self, known: Map[str, Any]) -> None:
        given = list(self.columns.values())
        twice = {each for each in given if given.count(each) > 1 and not known[each].joins}
        if twice:
            raise ValueError(f"several columns go to {', '.join(sorted(twice))}: only one may")

    @property
    def signature(self) -> str:
        """The same for every file with these columns, whatever their order."""
        return signature_of(self.header)

    def fits(self, columns: Iterable[str]) -> bool:
        """Whether a file with these columns is one for this mapping."""
        there, wanted = set(columns), set(self.header)
        return wanted == there if self.match == "exact" else wanted <= there

    def column_of(self, target: str) -> str | None:
        """The first column that goes to a field."""
        return next((name for name, goes in self.columns.items() if goes == target), None)

    def as_json(self) -> str:
        """The document as it is exported, one key a line."""
        return json.dumps(self.as_data(), ensure_ascii=False, indent=2) + "\n"

    def as_data(self) -> dict[str, Any]:
        """The document as plain data, without what is as it is where nothing is said."""
        always = {"format", "kind", "name"}
        data = self.model_dump(exclude_defaults=True)
        return {name: getattr(self, name) for name in ("format", "kind", "name")} | {
            key: value for key, value in data.items() if key not in always
        }


class InvalidMapping(Exception):
    """A document that is no mapping; the message says where and what."""


def read_mapping(data: object) -> TableMapping:
    """The mapping in decoded JSON, or in its text; raises InvalidMapping."""
    if isinstance(data, str | bytes):
        try:
            data = json.loads(data)
        except (ValueError, RecursionError):
            raise InvalidMapping("The file is no JSON document.") from None
    try:
        return TableMapping.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        words = str(first["msg"]).removeprefix("Value error, ")
        raise InvalidMapping(f"{place}: {words}" if place else f"{words}.") from None


def signature_of(columns: Iterable[str]) -> str:
    """A digest of a set of columns."""
    return hashlib.sha256("\0".join(sorted(set(columns))).encode()).hexdigest()


def best_of(mappings: Iterable[TableMapping], columns: Iterable[str]) -> TableMapping | None:
    """The mapping that fits these columns and knows most of them; the first of equals."""
    there = set(columns)
    fitting = [each for each in mappings if each.fits(there)]
    return max(fitting, key=lambda each: len(each.header), default=None)
