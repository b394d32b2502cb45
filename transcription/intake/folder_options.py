"""Reads `import.toml`: what a watched folder says about the files that arrive in it."""

from __future__ import annotations

import tomllib
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from transcription.intake import records
from transcription.intake.options import DateOrder, Hints
from transcription.intake.registry import format_names

NAME = "import.toml"
MOST_BYTES = 64_000


class BadOptions(Exception):
    """An `import.toml` that cannot be used; the message says why."""


def _format(value: str) -> str:
    if value not in format_names():
        raise ValueError(f"must be one of {', '.join(format_names())}")
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("must be a time zone such as Europe/Berlin")
    return value


class FolderOptions(BaseModel):
    """The keys of an `import.toml`; all may be left out, and what a row says itself wins."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    source: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    basis: records.Basis | None = None
    channel: records.Channel | None = None
    agent: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    team: Annotated[str, Field(max_length=200)] | None = None
    language: Annotated[str, Field(max_length=35)] | None = None
    format: Annotated[str, AfterValidator(_format)] | None = None
    agent_names: list[str] = []
    time_zone: Annotated[str, AfterValidator(_zone)] | None = None
    date_order: DateOrder | None = None
    own_addresses: list[str] = []

    def hints(self) -> Hints:
        """How to read transcripts that leave something open."""
        return Hints(
            tuple(self.agent_names), tuple(self.own_addresses), self.time_zone, self.date_order
        )


def read_options(data: bytes) -> FolderOptions:
    """The options of a folder; BadOptions with the key and what is wrong with it."""
    if len(data) > MOST_BYTES:
        raise BadOptions(f"{NAME} is larger than {MOST_BYTES:,} bytes")
    try:
        found: dict[str, Any] = tomllib.loads(data.decode())
        return FolderOptions.model_validate(found)
    except UnicodeDecodeError:
        raise BadOptions(f"{NAME} is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise BadOptions(f"{NAME} is not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(step) for step in first["loc"])
        raise BadOptions(f"{NAME}: {key}: {first['msg']}") from None
