"""Names the kinds of text that redaction masks, and says which of them are destroyed for good."""

from enum import StrEnum


class Kind(StrEnum):
    """What a mask hides; the value is what is stored and shown in filters."""

    CARD = "card"
    CARD_CODE = "card_code"
    PASSWORD = "password"  # noqa: S105  # the name of a kind, not a password
    ONE_TIME_CODE = "one_time_code"
    IBAN = "iban"
    NATIONAL_ID = "national_id"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    ADDRESS = "address"

    @property
    def is_destroyed(self) -> bool:
        """Whether the original may never be kept, not even encrypted."""
        return self in _DESTROYED

    @property
    def placeholder(self) -> str:
        """The visible words that stand in the text instead of the original."""
        return PLACEHOLDERS[self]


_DESTROYED = frozenset({Kind.CARD, Kind.CARD_CODE, Kind.PASSWORD, Kind.ONE_TIME_CODE})

PLACEHOLDERS = {
    Kind.CARD: "[card]",
    Kind.CARD_CODE: "[card code]",
    Kind.PASSWORD: "[password]",
    Kind.ONE_TIME_CODE: "[one-time code]",
    Kind.IBAN: "[bank account]",
    Kind.NATIONAL_ID: "[national id]",
    Kind.EMAIL: "[email]",
    Kind.PHONE: "[phone]",
    Kind.NAME: "[name]",
    Kind.ADDRESS: "[address]",
}
