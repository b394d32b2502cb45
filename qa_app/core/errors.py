"""What a verb raises when it will not do what it was asked, in words for the person who asked."""

from __future__ import annotations


class QualityDeskError(Exception):
    """Base of all expected errors; `message` is shown to people, `status` is the HTTP answer."""

    status = 400

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Refused(QualityDeskError):
    """The request is understood and not allowed as things stand; the message says what to do."""

    status = 422


class Missing(QualityDeskError):
    """Nothing of that name within the asker's scope."""

    status = 404

    def __init__(self, message: str = "There is nothing here under that address.") -> None:
        super().__init__(message)


class Conflict(QualityDeskError):
    """Somebody else changed the same thing first; nothing of either version is lost."""

    status = 409


class TooLarge(QualityDeskError):
    """More than the set limit was sent."""

    status = 413


class Misconfigured(QualityDeskError):
    """A setting has a value that cannot be used; the process does not start."""

    status = 500
