"""Measures what redaction finds in a labelled set of the project's own, and what it takes in error.

Prints a table, or JSON with `--json`. The set is made from seeds: card numbers of every network in
the ways in which people write and say them, codes, accounts, national ids, addresses, in sentences
and over several turns. Where QA_DATA_DIR names the satisfaction dialogues (folder `satisfaction`),
masks in them are counted as well: they hold no card, code, password, account or national id, so
that each such mask is false.
"""

import argparse
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks._labelled import EACH, WORDS, Labelled, spoken
from benchmarks._labelled_calls import (
    account,
    called_names,
    split_accounts,
    spoken_accounts,
    spoken_secrets,
)
from benchmarks.redaction import real_dialogues
from transcription.redaction.heard_names import heard_names
from transcription.redaction.kinds import Kind
from transcription.redaction.turns import TurnText, redact_turns

NETWORKS = (("4", 16), ("51", 16), ("55", 16), ("2221", 16), ("34", 15), ("37", 15), ("6011", 16),
            ("3528", 16), ("36", 14))  # fmt: skip
FRAME_WORDS = frozenset({"three"})
"""Number words that stand in the sentences themselves."""
FRAMES = (
    "My card number is {}.",
    "Sure, it's {}, and it expires in May.",
    "{}",
    "Please charge {} instead.",
    "I paid with {} on Monday.",
    "The long number? {}. Did you get that?",
)


@dataclass(frozen=True, slots=True)
class Recall:
    """How many of a group were masked."""

    group: str
    cases: int
    found: int

    @property
    def share(self) -> float:
        """Found of all."""
        return self.found / self.cases


def luhn(begin: str, length: int, chance: random.Random) -> str:
    """A made card number of so many digits that passes the Luhn check."""
    digits = begin + "".join(str(chance.randrange(10)) for _ in range(length - len(begin) - 1))
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-1::-2])
    return digits + str(-(doubled + sum(map(int, digits[-2::-2]))) % 10)


def written(digits: str, chance: random.Random) -> str:
    """A card number as people type it."""
    sizes = (4, 6, 5) if len(digits) == 15 else (4, 4, 4, 4)
    groups, at = [], 0
    for size in sizes:
        groups.append(digits[at : at + size])
        at += size
    return chance.choice((" ", "-", "", ".", "  ")).join(group for group in groups if group)


def cases(seed: int = 1) -> list[Labelled]:
    """The labelled set."""
    chance = random.Random(seed)
    made = [case for make in (_cards, _split_cards, _codes, _ibans, _ids, _addresses)
            for case in make(chance)]  # fmt: skip
    of_calls = (spoken_accounts, split_accounts, called_names, spoken_secrets)
    return [*made, *(case for make in of_calls for case in make(chance))]


def _one(group: str, kind: Kind, text: str, secret: str, before: str = "") -> Labelled:
    asked = (TurnText("agent", before),) if before else ()
    return Labelled(group, kind, (*asked, TurnText("customer", text)), tuple(secret.split()))


def _cards(chance: random.Random) -> Iterator[Labelled]:
    for way, group in ((written, "cards, written"), (spoken, "cards, spoken")):
        for _ in range(EACH * 2):
            shown = way(luhn(*chance.choice(NETWORKS), chance), chance)
            yield _one(group, Kind.CARD, chance.choice(FRAMES).format(shown), shown)


def _split_cards(chance: random.Random) -> Iterator[Labelled]:
    for _ in range(EACH):
        digits = luhn(*chance.choice((("4", 16), ("51", 16), ("6011", 16))), chance)
        groups = [digits[at : at + 4] for at in range(0, 16, 4)]
        if chance.random() < 0.5:
            groups = [" ".join(WORDS[int(digit)] for digit in group) for group in groups]
        turns = [TurnText("agent", "May I have the number of your card?")]
        for group in groups:
            turns += [TurnText("customer", group), TurnText("agent", "Yes.")]
        yield Labelled("cards over turns", Kind.CARD, tuple(turns), tuple(" ".join(groups).split()))


def _codes(chance: random.Random) -> Iterator[Labelled]:
    frames = ("The security code is {}.", "CVV {}", "The three digits on the back are {}.")
    for _ in range(EACH):
        code = f"{chance.randrange(100, 1000)}"
        said = code if chance.random() < 0.5 else " ".join(WORDS[int(digit)] for digit in code)
        yield _one("card codes", Kind.CARD_CODE, chance.choice(frames).format(said), said)


def _ibans(chance: random.Random) -> Iterator[Labelled]:
    for _ in range(EACH):
        iban = account(chance)
        parts = [iban[at : at + 4] for at in range(0, len(iban), 4)]
        shown = chance.choice(("", " ")).join(parts)
        yield _one("IBAN", Kind.IBAN, f"Please pay it to {shown}, thank you.", shown)


def _ids(chance: random.Random) -> Iterator[Labelled]:
    def digits(count: int) -> str:
        return "".join(str(chance.randrange(10)) for _ in range(count))

    for _ in range(EACH):
        body = f"{chance.choice('12')}{digits(2)}{chance.randrange(1, 13):02d}75{digits(6)}"
        french = body + f"{97 - int(body) % 97:02d}"
        american = f"{chance.randrange(100, 600)}-{chance.randrange(10, 99)}-1{digits(3)}"
        german = f"65 {chance.randrange(10, 28)}0888 M {digits(3)}"
        made = chance.choice(
            (
                f"My social is {american}",
                f"National insurance number: AB {digits(2)} {digits(2)} {digits(2)} C",
                f"C'est le {french}",
                f"Meine Rentenversicherungsnummer ist {german}",
                f"Mijn BSN is 1{digits(8)}",
            )
        )
        secret = "".join(char if char.isdigit() else " " for char in made)
        yield _one("national ids", Kind.NATIONAL_ID, made, secret)


def _addresses(chance: random.Random) -> Iterator[Labelled]:
    frames = (
        ("My address is {} Maple Street, Springfield, IL 62701.", "Maple Springfield"),
        ("I live at {} Orchard Road, please deliver it there.", "Orchard"),
        ("Meine Adresse ist Lindenstraße {}, 10115 Berlin.", "Lindenstraße 10115"),
        ("Mon adresse est {} rue de la Paix, 75002 Paris.", "Paix 75002"),
        ("Mijn adres is Kerkstraat {}, 1017 GC Amsterdam.", "Kerkstraat 1017"),
    )
    for _ in range(EACH):
        frame, secret = chance.choice(frames)
        yield _one("addresses", Kind.ADDRESS, frame.format(chance.randrange(1, 200)), secret)


def is_masked(case: Labelled) -> bool:
    """Whether nothing of the secret stands in what the customer said any more.

    A secret that was taken for one of another kind, such as an id for a card, is masked all the
    same.
    """
    heard = heard_names((turn.text for turn in case.turns), case.names)
    done = redact_turns(case.turns, known_names=[*case.names, *heard])
    said = [each for turn, each in zip(case.turns, done, strict=True)
            if turn.speaker != "agent" or case.names]  # fmt: skip
    tokens = set(" ".join(each.text for each in said).replace(",", " ").replace(".", " ").split())
    longest = {part for part in case.secret if len(part) >= 4 and part not in FRAME_WORDS}
    if case.names:
        return not longest & tokens
    return all(each.masks for each in said) and not longest & tokens


def measure(seed: int = 1, every: int = 1) -> list[Recall]:
    """Recall by group, over each or every so many of the cases."""
    total: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for case in cases(seed)[::every]:
        total[case.group] += 1
        found[case.group] += is_masked(case)
    return [Recall(group, count, found[group]) for group, count in total.items()]


def false_masks(folder: Path) -> tuple[int, Counter[str]]:
    """Turns of the plain dialogues, and masks in them by kind.

    Telephone numbers and addresses of restaurants and hotels stand in these dialogues: masks of
    phones are right, and are not counted.
    """
    turns, masks = 0, Counter[str]()
    for dialogue in real_dialogues(folder):
        turns += len(dialogue)
        for each in redact_turns(dialogue):
            masks.update(mask.kind.value for mask in each.masks if mask.kind is not Kind.PHONE)
    return turns, masks


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    as_json = parser.parse_args().json
    found = measure()
    folder = Path(os.environ.get("QA_DATA_DIR", "")) / "satisfaction"
    turns, masks = false_masks(folder) if folder.is_dir() else (0, Counter[str]())
    if as_json:
        rows = {each.group: {"cases": each.cases, "found": each.found} for each in found}
        json.dump({"recall": rows, "plain_turns": turns, "false": masks}, sys.stdout, indent=2)
        print()
        return 0
    for each in found:
        print(f"{each.group:20} {each.cases:6,} {each.found:6,} {each.share:8.1%}")
    if turns:
        print(f"plain turns {turns:,}; masks {sum(masks.values())} {dict(masks)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
