"""What redaction finds in the project's labelled set, and what it takes in error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.redaction_quality import false_masks, measure
from transcription.redaction.kinds import Kind
from transcription.redaction.national_ids import has_french_key, has_german_check_digit
from transcription.redaction.redacting import redact

LEAST = {
    "cards, written": 0.99,
    "cards, spoken": 0.95,
    "cards over turns": 0.99,
    "card codes": 0.99,
    "IBAN": 0.99,
    "national ids": 0.99,
    "addresses": 0.95,
    "IBAN, spoken": 0.95,
    "IBAN over turns": 0.95,
    "names in calls": 0.95,
    "one-time codes, spoken": 0.95,
    "national ids, spoken": 0.95,
    "bank accounts with a sort code": 0.95,
    "passwords, spelled": 0.95,
}


def test_the_labelled_set_is_found_as_promised() -> None:
    found = {each.group: each.share for each in measure(seed=2, every=4)}
    assert found.keys() == LEAST.keys()
    assert {group: share for group, share in found.items() if share < LEAST[group]} == {}


@pytest.mark.slow
def test_plain_dialogues_are_left_alone() -> None:
    folder = Path(os.environ.get("QA_DATA_DIR", "")) / "satisfaction"
    if not folder.is_dir():
        pytest.skip("QA_DATA_DIR names no folder with satisfaction dialogues")
    turns, masks = false_masks(folder)
    assert turns > 50_000
    assert 1000 * sum(masks.values()) / turns < 1


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("My address is 12 Elm St, Apt 4, Troy, IL 62701. Bye.", "My address is [address]. Bye."),
        ("I live at 221B Baker Street, London NW1 6XE", "I live at [address]"),

        ("Ich wohne in der Langen Straße 7a, 20095 Hamburg.", "Ich wohne in der [address]."),
        ("J'habite 12 bis, rue de la Paix, 75002 Paris.", "J'habite [address]."),
        ("Ik woon op de Kerkstraat 12a, 1017 GC Amsterdam.", "Ik woon op [address]."),
        ("The restaurant is at 106 Regent Street City Centre.", None),
        ("I live in Cambridge and my order is late.", None),
        ("Meine Steuer-ID: 86 095 742 719", "Meine Steuer-ID: [national id]"),
        ("Nummer 86 095 742 719", "Nummer [national id]"),
        ("Nummer 86 095 742 718", None),
        ("Mein Personalausweis ist L01X00T47.", "Mein Personalausweis ist [national id]."),
        ("Ma sécurité sociale : 2 55 08 14 168 054 09", "Ma sécurité sociale : [national id]"),
        ("Mijn BSN is 111222333.", "Mijn BSN is [national id]."),
    ],
)  # fmt: skip
def test_addresses_and_ids_of_several_countries(text: str, masked: str | None) -> None:
    assert redact(text).text == (masked or text)


def test_check_digits() -> None:
    assert has_french_key("255081416802538")
    assert not has_french_key("255081416802539")
    assert has_german_check_digit("86095742719")
    assert not has_german_check_digit("86095742718")
    assert Kind.ADDRESS.is_destroyed is False
