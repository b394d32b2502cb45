"""Labelled conversations of calls: accounts spelled out, also over turns, and customers' names."""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks._labelled import EACH, Labelled, spoken
from transcription.redaction.ibans import has_valid_check_digits
from transcription.redaction.kinds import Kind
from transcription.redaction.spelling import NATO
from transcription.redaction.turns import TurnText

_WORDS = """Anna Berta Caesar David Emil Friedrich Gustav Heinrich Ida Julius Kaufmann Ludwig Martha
    Nordpol Otto Paula Quelle Richard Samuel Theodor Ulrich Viktor Wilhelm Xanthippe Ypsilon
    Zacharias"""
LIKE = {word[0]: word for word in _WORDS.split()}
BANKS = {"DE": ("", 18), "NL": ("INGB", 10), "GB": ("NWBK", 14), "FR": ("", 23), "IE": ("AIBK", 14)}
FRAMES = (
    "My IBAN is {}.",
    "It's {}, that's the account.",
    "Please pay it back to {}, thank you.",
    "{}",
)
# A name in the record, and what a speech engine made of it.
NAMES = (
    ("Katherine Barker", "Catherine Barker"), ("Stephen Mayer", "Steven Maier"),
    ("Aisha Rahman", "Aisha Rahman"), ("Philip Schmidt", "Phillip Schmitt"),
    ("Maria Gonzalez", "Maria Gonzales"), ("Ruth Okafor", "Ruth Okafor"),
    ("Jens Petersen", "Jens Peterson"), ("Nicolas Lefevre", "Nicholas Lefevre"),
)  # fmt: skip


def account(chance: random.Random, countries: tuple[str, ...] = ("DE", "NL", "FR")) -> str:
    """A made IBAN with right check digits."""
    country = chance.choice(countries)
    bank, digits = BANKS[country]
    rest = bank + "".join(str(chance.randrange(10)) for _ in range(digits))
    return next(
        whole for check in range(2, 99)
        if has_valid_check_digits(whole := f"{country}{check:02d}{rest}")
    )  # fmt: skip


def spelled(characters: str, chance: random.Random) -> str:
    """Letters and digits as people spell them."""
    style = chance.choice(("letters", "nato", "like"))
    parts, digits = [], ""
    for character in f"{characters}.":
        if character.isdigit():
            digits += character
            continue
        if digits:
            parts.append(spoken(digits, chance) if chance.random() < 0.8 else digits)
            digits = ""
        parts.append(_letter(character, style))
    return " ".join(part for part in parts if part)


def _letter(letter: str, style: str) -> str:
    if letter == "." or style == "letters":
        return letter.strip(".")
    if style == "like":
        return f"{letter} as in {LIKE[letter]}"
    return next(word for word, meant in NATO.items() if meant == letter)


def spoken_accounts(chance: random.Random) -> Iterator[Labelled]:
    """Accounts spelled in one turn."""
    for _ in range(EACH):
        said = spelled(account(chance, tuple(BANKS)), chance)
        text = chance.choice(FRAMES).format(said)
        yield Labelled("IBAN, spoken", Kind.IBAN, (TurnText("customer", text),), _secret(said))


def split_accounts(chance: random.Random) -> Iterator[Labelled]:
    """Accounts dictated in groups, with the agent's "yes" or an echo between."""
    for _ in range(EACH):
        whole = account(chance, tuple(BANKS))
        size = chance.choice((4, 5, 6))
        groups = [spelled(whole[at : at + size], chance) for at in range(0, len(whole), size)]
        turns = [TurnText("agent", "What is your IBAN, please?")]
        for group in groups:
            turns += [
                TurnText("customer", group),
                TurnText("agent", chance.choice(("Yes.", "Okay."))),
            ]
        yield Labelled("IBAN over turns", Kind.IBAN, tuple(turns), _secret(" ".join(groups)))


def called_names(chance: random.Random) -> Iterator[Labelled]:
    """A customer's name in a call, as it is known and as an engine may write it."""
    for _ in range(EACH):
        known, heard = chance.choice(NAMES)
        first, last = chance.choice((known, heard)).split()
        letters = chance.choice((" ", "-", ", ")).join(known.split()[1].upper())
        turns = (
            TurnText("agent", "May I have your name, please?"),
            TurnText("customer", chance.choice((
                f"Yes, my name is {first} {last}.",
                f"This is {first} {last}, I am calling about a parcel.",
                f"My last name is {last}, that is {letters}.",
            ))),
            TurnText("agent", chance.choice((
                f"Thank you, {chance.choice((first, last))}.",
                f"One moment, Ms {last}, I will look.",
            ))),
        )  # fmt: skip
        names = (known, *known.split())
        secret = (*known.split(), *heard.split())
        yield Labelled("names in calls", Kind.NAME, turns, secret, names)


def _secret(said: str) -> tuple[str, ...]:
    """The words that give it away; names in "D as in David" are nobody's secret."""
    shown = set(LIKE.values())
    return tuple(word for word in said.replace(",", "").split() if word not in shown)


SECRETS = (
    ("one-time codes, spoken", Kind.ONE_TIME_CODE, 6, (
        ("I have sent you a one-time passcode.", "{}"),
        ("What is the code in the text message?", "It's {}."),
        ("Please read me the code we sent to your phone.", "Yes, {}"),
        ("", "The verification code is {}."),
    )),
    ("national ids, spoken", Kind.NATIONAL_ID, 9, (
        ("What is your social security number?", "{}"),
        ("", "My social is {}."),
        ("And the passport number, please?", "It's {}, I think."),
        ("", "My national insurance number is {}."),
    )),
    ("bank accounts with a sort code", Kind.IBAN, 8, (
        ("", "The sort code is twelve thirty four fifty six and the account number is {}."),
        ("Your bank account number?", "{}"),
        ("", "My bank account number is {}, thanks."),
    )),
)  # fmt: skip
PASSWORDS = (
    ("", "My password is {}."),
    ("And the password?", "It's {}."),
    ("", "Okay, the passcode is {}, did you get it?"),
)


def spoken_secrets(chance: random.Random) -> Iterator[Labelled]:
    """Codes, ids, accounts and passwords that are read out or spelled after they were named."""
    for group, kind, size, frames in SECRETS:
        for _ in range(EACH):
            said = spoken("".join(str(chance.randrange(10)) for _ in range(size)), chance)
            yield _answered(group, kind, chance.choice(frames), said)
    for _ in range(EACH):
        letters = "".join(chance.choice("abdefghklmnprstuwxyz") for _ in range(5))
        said = f"{' '.join(letters)} {spoken(str(chance.randrange(10, 100)), chance)}"
        yield _answered("passwords, spelled", Kind.PASSWORD, chance.choice(PASSWORDS), said)


def _answered(group: str, kind: Kind, frame: tuple[str, str], said: str) -> Labelled:
    asked, answer = frame
    turns = [TurnText("agent", asked)] if asked else []
    turns.append(TurnText("customer", answer.format(said)))
    secret = tuple(word for word in said.replace(",", "").split() if word not in ("okay", "then"))
    return Labelled(group, kind, tuple(turns), secret)
