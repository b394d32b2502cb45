"""Reads single values of an import: times with zone, relative paths, clean text."""

import re
from datetime import UTC, datetime
from pathlib import PurePosixPath

from qa_app.core.text import clean as clean_text
from qa_app.core.text import is_unseen
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
    """Return an id without outer blanks; raise ValueError if it holds what nobody can see.

    Ids are kept as they are, to be found again, so that nothing can be taken out of them.
    """
    if _CONTROL.search(value.strip()):
        raise ValueError("must not hold control characters or line breaks")
    if is_unseen(value):
        raise ValueError("must not hold marks that nobody can see or that turn text around")
    return value.strip()


def read_name(value: str) -> str | None:
    """Return a name or title as it is stored, on one line; None where nothing is left of it."""
    return clean_text(value, lines=False) or None
