"""Emails, phones, bank accounts, ids and known names are masked, their originals handed back."""

import pytest

from transcription.redaction.ibans import has_valid_check_digits
from transcription.redaction.kinds import Kind
from transcription.redaction.redacting import redact


@pytest.mark.parametrize(
    ("text", "expected", "kind", "original"),
    [
        ("mail j.doe+x@example.co.uk.", "mail [email].", Kind.EMAIL, "j.doe+x@example.co.uk"),
        ("<a@example.com>", "<[email]>", Kind.EMAIL, "a@example.com"),
        ("jürgen@müller.example", "[email]", Kind.EMAIL, "jürgen@müller.example"),
        ("jane dot doe at example dot com", "[email]", Kind.EMAIL,
         "jane dot doe at example dot com"),
        ("call me at 415-286-4371", "call me at [phone]", Kind.PHONE, "415-286-4371"),
        ("it is (415) 286-4371, ok", "it is [phone], ok", Kind.PHONE, "(415) 286-4371"),
        ("4152864371", "[phone]", Kind.PHONE, "4152864371"),
        ("+44 1223 812660", "[phone]", Kind.PHONE, "+44 1223 812660"),
        ("phone 01223 812660", "phone [phone]", Kind.PHONE, "01223 812660"),
        ("four one five two eight six four three seven one", "[phone]", Kind.PHONE,
         "four one five two eight six four three seven one"),
        ("IBAN GB82 WEST 1234 5698 7654 32 and", "IBAN [bank account] and", Kind.IBAN,
         "GB82 WEST 1234 5698 7654 32"),
        ("de89370400440532013000", "[bank account]", Kind.IBAN, "de89370400440532013000"),
        ("ssn 123-45-6789", "ssn [national id]", Kind.NATIONAL_ID, "123-45-6789"),
        ("QQ 12 34 56 C", "QQ 12 34 56 C", None, None),
        ("AB 12 34 56 C", "[national id]", Kind.NATIONAL_ID, "AB 12 34 56 C"),
    ],
)  # fmt: skip
def test_contact_is_masked_and_its_original_returned(
    text: str, expected: str, kind: Kind | None, original: str | None
) -> None:
    result = redact(text)
    found = [(mask.kind, mask.original, mask.destroyed) for mask in result.masks]
    assert result.text == expected
    assert found == ([(kind, original, False)] if kind else [])


@pytest.mark.parametrize(
    "text",
    [
        "order id 4152864371",
        "ticket 415-286-4371",
        "GB82 WEST 1234 5698 7654 33",
        "we live at 71 Castle Street City",
        "follow @example on 2024-05-06",
        "from 10 to 12, 15 to 18 and 20 to 22",
        "it was 4152864371 dollars",
        "A4152864371B",
    ],
)
def test_what_only_looks_like_a_contact_survives(text: str) -> None:
    assert redact(text).text == text


def test_region_decides_which_local_numbers_are_known() -> None:
    assert redact("it is 01223 812660", region="GB").text == "it is [phone]"
    assert redact("it is 01223 812660", region="US").text == "it is 01223 812660"
    assert redact("es ist 030 901820", region="DE").text == "es ist [phone]"


def test_known_names_are_masked_with_their_capital_only() -> None:
    result = redact("Will said he will ask ann lee.", known_names=["Will", "Ann Lee"])
    assert result.text == "[name] said he will ask [name]."
    assert [mask.original for mask in result.masks] == ["Will", "ann lee"]


def test_iban_check_digits_by_hand() -> None:
    assert has_valid_check_digits("GB82WEST12345698765432")
    assert not has_valid_check_digits("GB83WEST12345698765432")


def test_original_of_a_kept_kind_never_shows_in_repr() -> None:
    assert "415" not in repr(redact("call 415-286-4371").masks)


def test_card_inside_an_email_is_destroyed_not_kept() -> None:
    result = redact("4111111111111111@example.com")
    assert result.text == "[card]@example.com"
    assert [mask.original for mask in result.masks] == [None]


@pytest.mark.parametrize(
    ("asked", "said", "kept"),
    [
        ("Which postcode is on the account?", "(202) 555-0155, postcode 59795", "[phone]"),
        ("What is the order number?", "202 555 0155", "202 555 0155"),
    ],
)
def test_a_number_in_the_form_of_telephones_is_one_whatever_was_asked_before(
    asked: str, said: str, kept: str
) -> None:
    assert redact(said, before=asked).text.startswith(kept)
