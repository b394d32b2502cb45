"""Lists the detectors; a new kind of secret is one module and one line here."""

from functools import lru_cache

from transcription.redaction import (
    addresses,
    cards,
    codes,
    emails,
    ibans,
    names,
    national_ids,
    passwords,
    phones,
    spelled_secrets,
)
from transcription.redaction.page import Detector


@lru_cache(maxsize=64)
def detectors(region: str) -> tuple[Detector, ...]:
    """Return the detectors in order of right of way: what comes first keeps a disputed stretch."""
    return (
        # Its check digits tell an account from a card, of which it may hold the digits.
        ibans.find,
        cards.find,
        # Before codes: "social security number" holds a word for the code of a card.
        spelled_secrets.find,
        codes.find,
        passwords.find,
        national_ids.find,
        addresses.find,
        emails.find,
        phones.in_region(region),
        names.find,
    )
