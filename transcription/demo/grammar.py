"""Make up a support call: who says what, for a topic and for how well the agent handles it.

Pure: the same seed gives the same call. Handling is truly better or worse. A good agent greets by
name, cares, verifies, asks, explains, offers a choice, names a day, sums up and closes kindly; a
fair one does half of that; a poor one blames, stalls and lets the customer go.
"""

import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from transcription.demo import phrases
from transcription.demo.stories import SCENARIOS, Scenario

Speaker = Literal["agent", "customer"]
Line = tuple[Speaker, str]

TOPICS = ("billing", "shipping", "product", "complaint")
QUALITIES = ("good", "fair", "poor")
# A hold in the middle of the call; a card number and its code said aloud (good handling only).
EXTRAS = ("hold", "card")
# Published for tests of payment systems: it passes the Luhn check and belongs to nobody. No digit
# stands beside its like, since the checkpoint miscounts those now and then.
TEST_CARD, TEST_CARD_CODE = "6759 6498 2643 8453", "737"

_SENTENCE = re.compile(r"(?<=[.?!]) ")
_SLOT = re.compile(r"\{(\w+)\}")


def sentences(turn: str) -> list[str]:
    """The sentences of a turn.

    >>> sentences("Yes. It is mine.")
    ['Yes.', 'It is mine.']
    """
    return _SENTENCE.split(turn)


def held_out(sentence: str) -> bool:
    """Whether no checkpoint may be trained on this sentence: about one in five, by its hash."""
    return hashlib.sha256(sentence.encode()).digest()[0] < 51


@dataclass(frozen=True, slots=True)
class Names:
    """Who speaks, as they say it themselves."""

    agent: str
    customer: str


@dataclass(slots=True)
class _Call:
    """A call in the making: one value for each slot, so that names and numbers stay the same."""

    rng: random.Random
    story: Scenario
    extra: str | None
    slots: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def say(self, speaker: Speaker, choices: phrases.Turns) -> None:
        turn = _SLOT.sub(lambda match: self._slot(match.group(1)), self.rng.choice(choices))
        self.lines += [(speaker, sentence) for sentence in sentences(turn)]

    def _slot(self, name: str) -> str:
        if name not in self.slots:
            self.slots[name] = (
                order_number(self.rng) if name == "order" else self.rng.choice(phrases.SLOTS[name])
            )
        # Counts and past days are drawn anew each time; people, thing, day and amount stay.
        keep = name not in ("number", "past")
        return self.slots[name] if keep else self.slots.pop(name)


def order_number(rng: random.Random) -> str:
    """Five digits that do not start with zero."""
    return str(rng.randint(10_000, 99_999))


def dialogue(
    seed: int,
    topic: str,
    quality: str,
    *,
    extra: str | None = None,
    story: int | None = None,
    names: Names | None = None,
) -> list[Line]:
    """A call as (speaker, sentence) lines; lines in a row by one speaker are one turn.

    `topic` is one of TOPICS, `quality` one of QUALITIES, `extra` one of EXTRAS or None. `story` is
    the place of the topic's scenario and `names` are the people, where they matter. Raises
    ValueError for any other topic, quality or extra.
    """
    if topic not in TOPICS or quality not in QUALITIES or extra not in (*EXTRAS, None):
        raise ValueError(f"no calls about {topic!r}, handled {quality!r}, with {extra!r}")
    rng = random.Random(f"{seed}/{topic}/{quality}")  # noqa: S311 - a repeatable draw
    stories = SCENARIOS[topic]
    call = _Call(rng, rng.choice(stories) if story is None else stories[story], extra)
    if names is not None:
        call.slots |= {"agent": names.agent, "customer": names.customer}
    {"good": _good, "fair": _fair, "poor": _poor}[quality](call)
    return call.lines


def _good(call: _Call) -> None:
    _open(call, "good")
    call.say("agent", (call.story.question,))
    call.say("customer", (call.story.answer,))
    _hold(call, "good")
    call.say("agent", (call.story.cause,))
    call.say("agent", (call.story.solution,))
    call.say("customer", (call.story.choice,))
    _card(call)
    call.say("agent", phrases.TIMELINE["good"])
    call.say("agent", phrases.SUMMARY)
    call.say("customer", phrases.ACCEPT)
    call.say("agent", phrases.ANYTHING_ELSE)
    call.say("customer", phrases.NOTHING_ELSE["good"])
    call.say("agent", phrases.CLOSING["good"])


def _fair(call: _Call) -> None:
    _open(call, "fair")
    call.say("agent", (call.story.question,))
    call.say("customer", (call.story.answer,))
    _hold(call, "good")
    call.say("agent", (call.story.half_solution,))
    call.say("customer", phrases.FAIR_ASK)
    call.say("agent", phrases.TIMELINE["fair"])
    call.say("customer", phrases.NOTHING_ELSE["fair"])
    call.say("agent", phrases.CLOSING["fair"])


def _poor(call: _Call) -> None:
    _open(call, "poor")
    call.say("agent", (call.story.brush_off,))
    call.say("customer", phrases.PUSH_BACK[:2])
    _hold(call, "poor")
    call.say("agent", phrases.STALL)
    call.say("customer", phrases.PUSH_BACK[2:])
    call.say("agent", phrases.TIMELINE["poor"])
    call.say("customer", phrases.GIVE_UP)
    call.say("agent", phrases.CLOSING["poor"])


def _open(call: _Call, quality: str) -> None:
    """Greeting, the problem, the first answer to it, and the order number."""
    call.say("agent", phrases.GREETING[quality])
    call.say("customer", (call.story.problem,))
    call.say("agent", phrases.EMPATHY[quality])
    call.say("agent", phrases.VERIFY[quality])
    call.say("customer", phrases.IDENTIFY[quality])
    call.say("agent", phrases.CONFIRM[quality])
    call.say("customer", phrases.AGREE[quality])


def _hold(call: _Call, quality: str) -> None:
    if call.extra == "hold":
        ask, agree, back = phrases.HOLD[quality]
        call.say("agent", (ask,))
        call.say("customer", (agree,))
        call.say("agent", (back,))


def _card(call: _Call) -> None:
    if call.extra == "card":
        number, code = phrases.CARD
        call.say("agent", (number,))
        call.lines.append(("customer", f"The number is {TEST_CARD}."))
        call.say("agent", (code,))
        call.lines.append(("customer", f"The code is {TEST_CARD_CODE}."))


@cache
def templates() -> tuple[str, ...]:
    """Every sentence of the tables once, sorted, with its slots open."""

    def turns(table: object) -> Iterator[str]:
        if isinstance(table, str):
            yield table
        elif isinstance(table, dict):
            yield from turns(tuple(table.values()))
        elif isinstance(table, tuple):
            for part in table:
                yield from turns(part)

    tables = {name: table for name, table in vars(phrases).items() if name.isupper()}
    del tables["SLOTS"]
    said = turns((SCENARIOS, *tables.values()))
    lines = {line for turn in said for line in sentences(turn)}
    return (*sorted(lines), "The number is {card}.", "The code is {code}.")


def random_sentence(rng: random.Random, *, with_number: bool = False) -> str:
    """Any sentence that may be said, with its slots filled at random: what training draws from.

    Card numbers and codes are random digits here. `with_number` draws only among sentences in
    which a number is said digit by digit.
    """

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        if name == "card":
            return " ".join(_digits(rng, 4) for _ in range(4))
        if name in ("order", "code"):
            return _digits(rng, {"order": 5, "code": 3}[name])
        return rng.choice(phrases.SLOTS[name])

    numbered = [one for one in templates() if "{order}" in one or one.endswith(_CARD_ENDS)]
    return _SLOT.sub(fill, rng.choice(numbered if with_number else templates()))


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def vocabulary() -> list[str]:
    """The words as they stand inside a sentence, sorted, without what is spoken digit by digit."""
    words: set[str] = set()
    for template in templates():
        first, *rest = re.findall(r"[A-Za-z]+", _SLOT.sub(" ", template))
        words |= {first if first in _PROPER else first.lower(), *rest}
    for values in phrases.SLOTS.values():
        words |= {word for value in values for word in value.split()}
    return sorted(words)


_CARD_ENDS = ("{card}.", "{code}.")
_PROPER = frozenset({"I", "Lakeside"})
