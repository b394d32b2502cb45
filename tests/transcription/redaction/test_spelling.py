"""Accounts and names that are spelled out, in one turn or several, and as engines hear them."""

from __future__ import annotations

import pytest

from transcription.redaction.heard_names import heard_names, is_alike, sound_of
from transcription.redaction.redacting import redact
from transcription.redaction.spelling import size_of, spelt
from transcription.redaction.turns import TurnText, redact_turns


def read(text: str) -> list[str]:
    return ["".join(piece.readings[0] for piece in row) for row in spelt(text)]


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("D E eight nine", ["DE89"]),
        ("delta echo 89, um, three seven", ["DE8937"]),
        ("D as in David, E for Echo, double three", ["DE33"]),
        ("nl 91 ABNA oh four", ["NL91ABNA04"]),
        ("N as in Mary", []),
        ("The parcel is here.", []),
    ],
)
def test_what_is_spelled_is_read_as_characters(text: str, characters: list[str]) -> None:
    assert [row for row in read(text) if len(row) > 1 or characters == [row]] == characters


def test_a_pair_and_the_letter_o_may_mean_two_things() -> None:
    [row] = spelt("R A B O seventy two")
    assert [piece.readings for piece in row[3:]] == [("0", "O"), ("72", "702")]
    assert size_of(row) == 6


SAID = "D E eight nine three seven oh four double oh four four oh five three two oh one three"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"My IBAN is {SAID} double oh oh.", "My IBAN is [bank account]."),
        ("It is NL 91 A B N A oh four one seven one six four three double oh.",
         "It is [bank account]."),
        ("N L four four R A B O oh one two three four five six seven eight nine",
         "[bank account]"),
        # One digit misheard: only what was asked for is believed.
        (f"My IBAN is {SAID} double oh one.", "My IBAN is [bank account]."),
        (f"Serial {SAID} double oh one.", None),
        ("Flight D E one two leaves at three four five p.m. from gate six seven eight.", None),
    ],
)  # fmt: skip
def test_accounts_that_are_spelled(text: str, masked: str | None) -> None:
    assert redact(text).text == (masked or text)


def test_an_account_over_turns_and_its_echo() -> None:
    said = [
        ("agent", "Which account?"), ("customer", "It's D E eight nine."), ("agent", "Yes."),
        ("customer", "three seven oh four"), ("agent", "D E eight nine three seven oh four?"),
        ("customer", "Yes. double oh four four"), ("customer", "oh five three two oh one three"),
        ("agent", "One moment."), ("customer", "oh oh oh, that's all."),
    ]  # fmt: skip
    assert [each.text for each in redact_turns([TurnText(*turn) for turn in said])] == [
        "Which account?", "It's [bank account].", "Yes.", "[bank account]", "[bank account]?",
        "Yes. [bank account]", "[bank account]", "One moment.", "[bank account], that's all.",
    ]  # fmt: skip


def test_what_could_be_card_and_account_is_masked_once() -> None:
    parts = ("DE89 3704 0044", "0532 0130 00", "and my card is 4111 1111", "1111 1111")
    found = redact_turns([TurnText("customer", part) for part in parts])
    assert [each.text for each in found] == [
        "[bank account]", "[bank account]", "and my card is [card]", "[card]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "name", "alike"),
    [
        ("Catherine", "Katherine", True), ("Steven", "Stephen", True), ("Maier", "Mayer", True),
        ("Schmitt", "Schmidt", True), ("Peterson", "Petersen", True),
        ("Gonzales", "Gonzalez", True),
        ("Perkar", "Parker", True), ("Road", "Ruth", False), ("Mary", "Mayer", False),
        ("Katherine", "Katherine", False), ("Well", "Will", False), ("Barnet", "Barker", False),
        ("Braker", "Barker", True), ("Barke", "Barker", True),
    ],
)  # fmt: skip
def test_what_is_like_a_name(word: str, name: str, alike: bool) -> None:
    assert (is_alike(word, name), is_alike(name, word)) == (alike, alike)


def test_consonants_that_sound_alike_are_written_alike() -> None:
    assert sound_of("Philippe") == sound_of("Filip") == "flp"


def test_names_are_looked_for_inside_sentences_only() -> None:
    texts = ["Parkes is my name.", "I am Katherine Barker.", "The barker barked. Barber!"]
    assert heard_names(texts, ["Catherine Parker"]) == ["Barker", "Katherine"]
    assert heard_names(texts, ["Li", ""]) == []


@pytest.mark.parametrize(
    "letters", ["P A R K E R", "P-A-R-K-E-R", "P. A. R. K. E. R", "p a r k e r"]
)
def test_a_known_name_that_is_spelled_is_masked(letters: str) -> None:
    said = redact(f"Parker, that is {letters}.", known_names=["Ann Parker", "Parker", "Ann"])
    assert said.text == "[name], that is [name]."


@pytest.mark.parametrize(
    ("asked", "said", "masked"),
    [
        (None, "My social is five one two, three three, four five six seven.",
         "My social is [national id]."),
        ("What is your social security number?", "five one two three three four five six seven",
         "[national id]"),
        ("Your national insurance number?", "Q Q one two three four five six C", "[national id]"),
        (None, "My passport number is C zero one X zero zero T four seven.",
         "My passport number is [national id]."),
        (None, "My password is S W O R D nine nine.", "My password is [password]."),
        (None, "My password is capital R e d, fox, nine nine.",
         "My password is capital [password]."),
        ("And the password?", "It's b l u e four two.", "It's [password]."),
        ("Please read me the code we sent to your phone.", "four four two nine one one",
         "[one-time code]"),
        ("I have sent you a one-time passcode.", "eight eight one two zero five",
         "[one-time code]"),
        (None, "My email is j o h n at gmail dot com.", "My email is [email]."),
        (None, "The sort code is twelve thirty four fifty six, account number 12345678.",
         "The sort code is [bank account], account number [bank account]."),
        (None, "I live at twelve Maple Street", "I live at [address]"),
        # Nothing of these is a secret.
        (None, "My account number is 12345678.", None),
        (None, "I forgot my password. I called at two thirty four.", None),
        ("I have sent you a passcode. Anything else?", "Yes, order 4411 is late.", None),
        ("What is your password hint?", "I do not know.", None),
    ],
)  # fmt: skip
def test_what_is_spelled_after_its_name(asked: str | None, said: str, masked: str | None) -> None:
    turns = [TurnText("agent", asked or "Hello."), TurnText("customer", said)]
    assert redact_turns(turns)[1].text == (masked or said)
