"""Looks into an export's data by name, so that whatever is wrong says where it stands."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from transcription.intake.limits import EARLIEST_YEAR, LATEST_YEAR
from transcription.intake.values import read_time

Path = tuple[str | int, ...]
_FARTHEST = 1e18
# Seconds, milliseconds and microseconds since 1970 are told apart by their size.
_UNITS = ((1e11, 1), (1e14, 1_000), (1e17, 1_000_000))


class Wrong(Exception):
    """A value that is not what it should be; `path` leads to it."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path, self.message = path, message


@dataclass(frozen=True, slots=True)
class Node:
    """A value of an export and the path to it; None is what is missing."""

    value: Any = field(repr=False)
    path: Path = ()

    def __getitem__(self, key: str) -> Node:
        """The value of a key; of a missing object everything is missing."""
        if self.value is None:
            return Node(None, (*self.path, key))
        if not isinstance(self.value, Mapping):
            raise Wrong(self.path, "must be an object in braces")
        return Node(self.value.get(key), (*self.path, key))

    def __bool__(self) -> bool:
        """Whether there is anything: not missing, not empty."""
        return self.value not in (None, "", [], {})

    def first(self, *keys: str) -> Node:
        """The first of the keys that holds anything, else the first."""
        return next((node for key in keys if (node := self[key])), self[keys[0]])

    def down(self, *keys: str) -> Node:
        """The value at the end of several keys."""
        node = self
        for key in keys:
            node = node[key]
        return node

    def items(self) -> list[Node]:
        """The elements of a list; none where it is missing."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            raise Wrong(self.path, "must be a list")
        return [Node(each, (*self.path, at)) for at, each in enumerate(self.value)]

    def members(self) -> list[tuple[str, Node]]:
        """The keys and values of an object; none where it is missing."""
        if self.value is None:
            return []
        if not isinstance(self.value, Mapping):
            raise Wrong(self.path, "must be an object in braces")
        return [(str(key), Node(each, (*self.path, str(key)))) for key, each in self.value.items()]

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.value, list)

    @property
    def is_object(self) -> bool:
        """Whether it is an object."""
        return isinstance(self.value, Mapping)

    def text(self) -> str | None:
        """Text, or a whole number as text; None where it is missing."""
        if self.value is None or isinstance(self.value, str):
            return self.value
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            if abs(self.value) >= _FARTHEST * 100:
                raise Wrong(self.path, "is a number with too many digits")
            return str(self.value)
        raise Wrong(self.path, "must be text")

    def line(self) -> str | None:
        """Text without outer blanks; None where nothing is left."""
        return (self.text() or "").strip() or None

    def word(self) -> str:
        """Text in lower case without outer blanks, "" where it is missing."""
        return (self.text() or "").strip().lower()

    def number(self) -> float | None:
        """A finite number, also one that is written as text."""
        if self.value is None or self.value == "":
            return None
        value = self.value
        if isinstance(value, str):
            try:
                value = float(value)
            except ValueError:
                raise Wrong(self.path, "must be a number") from None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Wrong(self.path, "must be a number")
        if not abs(value) < _FARTHEST or math.isnan(value):
            raise Wrong(self.path, "is a number beyond all bounds")
        return float(value)

    def millis(self) -> float | None:
        """Milliseconds as seconds."""
        value = self.number()
        return value / 1000 if value is not None else None

    def whole(self) -> int | None:
        """A whole number."""
        value = self.number()
        if value is None:
            return None
        if not value.is_integer():
            raise Wrong(self.path, "must be a whole number")
        return int(value)

    def is_true(self) -> bool | None:
        """true or false."""
        if self.value is None or isinstance(self.value, bool):
            return self.value
        raise Wrong(self.path, "must be true or false")

    def time(self, zone: str | None = None) -> datetime | None:
        """A moment: ISO 8601 with its zone or in `zone`, or seconds or milliseconds since 1970."""
        if self.value in (None, ""):
            return None
        if isinstance(self.value, int | float) or _is_number(self.value):
            return self._since_1970()
        try:
            return read_time(_with_zone(self.value, zone))
        except ValueError as error:
            raise Wrong(self.path, str(error)) from None

    def _since_1970(self) -> datetime:
        seconds = self.number() or 0.0
        unit = next((unit for limit, unit in _UNITS if abs(seconds) < limit), None)
        moment = None
        if unit is not None:
            try:
                moment = datetime.fromtimestamp(seconds / unit, UTC)
            except (ValueError, OverflowError, OSError):
                moment = None
        if moment is None or not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
            raise Wrong(self.path, f"must lie in the years {EARLIEST_YEAR} to {LATEST_YEAR}")
        return moment


def _is_number(value: Any) -> bool:
    return isinstance(value, str) and value.strip().replace(".", "", 1).isdecimal()


def _with_zone(value: Any, zone: str | None) -> Any:
    """A time without a zone as one of `zone`; what is no time stays for `read_time` to say."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    text = f"{text[:-4]}+00:00" if text.endswith(" UTC") else text
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None or zone is None:
            return text
        return moment.replace(tzinfo=ZoneInfo(zone)).isoformat()
    except (ValueError, KeyError, OSError, OverflowError):
        return text
