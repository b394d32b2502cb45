"""Reads single values of an import: times with zone, relative paths, clean text."""

import re
from datetime import UTC, datetime
from pathlib import PurePosixPath

from transcription.intake.limits import EARLIEST_YEAR, LATEST_YEAR

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def clean(text: str) -> str:
    """Return the text with each NUL and half surrogate, which no database stores, as U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def read_time(value: object) -> datetime:
    """Return an ISO 8601 time with zone as UTC; raise ValueError saying what is missing."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    if not isinstance(value, str) or len(value.strip()) <= len("2026-05-04"):
        raise ValueError("must be a time such as 2026-05-04T09:30:00+02:00")
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        raise ValueError("is not an ISO 8601 time such as 2026-05-04T09:30:00+02:00") from None
    if moment.tzinfo is None:
        raise ValueError("has no zone: end it with Z or an offset such as +02:00")
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise ValueError(f"must lie in the years {EARLIEST_YEAR} to {LATEST_YEAR}")
    return moment.astimezone(UTC)


def read_relative_path(value: str) -> str:
    """Return the path if it stays inside the import's folder; raise ValueError if it may not."""
    path = PurePosixPath(value)
    if not value.strip() or _CONTROL.search(value):
        raise ValueError("must name a file")
    if path.is_absolute() or ".." in path.parts or "\\" in value or ":" in value:
        raise ValueError("must be a path below the import's folder, with / and without ..")
    return value


def read_id(value: str) -> str:
    """Return an id without outer blanks; raise ValueError if it holds control characters."""
    if _CONTROL.search(value.strip()):
        raise ValueError("must not hold control characters or line breaks")
    return value.strip()
