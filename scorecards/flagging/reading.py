"""Reads one conversation once: its words, its structure and timing in numbers, and where in it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from scorecards.flagging import phrases
from scorecards.flagging.example import AGENT, CUSTOMER, Conversation, Line, sides
from scorecards.flagging.timing import Part, Sides, timing
from scorecards.flagging.words import words

# A turn is compared with so many earlier ones of the same speaker; a chat may have 100,000.
LOOK_BACK = 12
# Two turns say the same if they share this part of the content words of the shorter one.
SAME = 0.6
LEAST_SHARED = 2
CONTENT_LETTERS = 4
# How many of a side's last turns are its closing ones.
CLOSING = 3

# The only imported facts that the model may see. An age, a name or a survey answer that happens
# to be among the facts is not read.
FACTS = (
    "hold_s",
    "transfers",
    "escalated",
    "reopened",
    "contacts_before_7d",
    "first_response_s",
    "resolution_s",
)
NUMBERS = (
    "turns",
    "words",
    "customer_words_per_turn",
    "agent_words_per_turn",
    "agent_share",
    "customer_questions",
    "agent_questions",
    "customer_repeats",
    "agent_repeats",
    "no_greeting",
    "no_next_step",
    "escalation",
    "apologies",
    "customer_no",
    "closing_no",
    "customer_approves",
    "closing_approves",
    "agent_cannot",
    "closing_cannot",
    "customer_exclaims",
    "customer_longer",
    "customer_last_words",
    "customer_last",
    "longest_wait_s",
    "typical_wait_s",
    "silence_share",
    "longest_silence_s",
    "overlaps",
    "duration_s",
    *FACTS,
)
INDEX = {name: i for i, name in enumerate(NUMBERS)}


@dataclass(frozen=True, slots=True)
class Reading:
    """A conversation as read: words per turn, numbers in the order of NUMBERS (NaN: not known).

    `marks` names the turns behind a number, by the number's name.
    """

    conversation: Conversation
    words: tuple[tuple[str, ...], ...]
    sides: tuple[str | None, ...]
    numbers: tuple[float, ...]
    marks: Mapping[str, tuple[int, ...]]

    def number(self, name: str) -> float:
        """One number by its name; NaN if not known."""
        return self.numbers[INDEX[name]]

    def said(self, side: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Position and words of each turn of "agent" or "customer"."""
        for i, (spoken, who) in enumerate(zip(self.words, self.sides, strict=True)):
            if who == side:
                yield i, spoken


def read(conversation: Conversation) -> Reading:
    """Read a conversation; costs about a millisecond for twenty turns."""
    turns = conversation.turns
    side = sides(turns)
    said = tuple(words(t.text) for t in turns)
    numbers: dict[str, float] = {}
    marks: dict[str, tuple[int, ...]] = {}
    for part in (
        _lengths(turns, side, said),
        _repeats(side, said),
        _phrases(conversation.language, side, said),
        timing(conversation, side),
    ):
        numbers.update(part[0])
        marks.update(part[1])
    numbers.update(_facts(conversation))
    _repeating_phrases(numbers, marks)
    ordered = tuple(numbers.get(name, math.nan) for name in NUMBERS)
    return Reading(conversation, said, side, ordered, marks)


Said = Sequence[tuple[str, ...]]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def _lengths(turns: Sequence[Line], side: Sides, said: Said) -> Part:
    count = {AGENT: 0, CUSTOMER: 0}
    length = {AGENT: 0, CUSTOMER: 0}
    asked: dict[str, list[int]] = {AGENT: [], CUSTOMER: []}
    exclaimed = 0
    customer: list[int] = []
    for i, (turn, who) in enumerate(zip(turns, side, strict=True)):
        if who is None:
            continue
        count[who] += 1
        length[who] += len(said[i])
        if who == CUSTOMER:
            customer.append(len(said[i]))
            exclaimed += "!" in turn.text
        if "?" in turn.text or "？" in turn.text:
            asked[who].append(i)
    last = [who for who in side if who is not None][-1:]
    total = length[AGENT] + length[CUSTOMER]
    return {
        "turns": float(count[AGENT] + count[CUSTOMER]),
        "words": float(total),
        "customer_words_per_turn": _share(length[CUSTOMER], count[CUSTOMER]),
        "agent_words_per_turn": _share(length[AGENT], count[AGENT]),
        "agent_share": _share(length[AGENT], total),
        "customer_questions": _share(len(asked[CUSTOMER]), count[CUSTOMER]),
        "agent_questions": _share(len(asked[AGENT]), count[AGENT]),
        "customer_exclaims": _share(exclaimed, count[CUSTOMER]),
        "customer_longer": fmean(customer[-2:]) - fmean(customer[:2]) if customer else math.nan,
        "customer_last_words": float(customer[-1]) if customer else math.nan,
        "customer_last": float(last == [CUSTOMER]),
    }, {"customer_questions": tuple(asked[CUSTOMER]), "agent_questions": tuple(asked[AGENT])}


def _content(spoken: Sequence[str]) -> frozenset[str]:
    return frozenset(w for w in spoken if len(w) >= CONTENT_LETTERS)


def same_said(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two turns' content words overlap so far that one repeats the other."""
    shared = len(one & other)
    return shared >= LEAST_SHARED and shared >= SAME * min(len(one), len(other))


def _repeats(side: Sides, said: Said) -> Part:
    earlier: dict[str, list[tuple[int, frozenset[str]]]] = {AGENT: [], CUSTOMER: []}
    found: dict[str, list[int]] = {AGENT: [], CUSTOMER: []}
    first: dict[str, set[int]] = {AGENT: set(), CUSTOMER: set()}
    for i, who in enumerate(side):
        if who is None:
            continue
        content = _content(said[i])
        match = [j for j, other in earlier[who][-LOOK_BACK:] if same_said(content, other)]
        if match:
            found[who].append(i)
            first[who].add(match[0])
        earlier[who].append((i, content))
    marks = {f"{w}_repeats": tuple(sorted({*found[w], *first[w]})) for w in (AGENT, CUSTOMER)}
    return {f"{w}_repeats": float(len(found[w])) for w in (AGENT, CUSTOMER)}, marks


def _phrases(language: str | None, side: Sides, said: Said) -> Part:
    book = phrases.phrasebook(language)
    if book is None:
        return {}, {}
    at: dict[tuple[str, str], list[int]] = {}
    for i, who in enumerate(side):
        if who is not None:
            for kind in {kind for kind, _, _ in book.found(said[i])}:
                at.setdefault((who, kind), []).append(i)
    customer = [i for i, who in enumerate(side) if who == CUSTOMER]
    agent = [i for i, who in enumerate(side) if who == AGENT]
    escalation = at.get((CUSTOMER, phrases.ESCALATION), [])
    apologies = at.get((AGENT, phrases.APOLOGY), [])
    greeted = set(at.get((AGENT, phrases.GREETING), [])) & set(agent[:2])
    numbers = {
        "no_next_step": float(not at.get((AGENT, phrases.NEXT_STEP))),
        "no_greeting": float(not greeted),
        "escalation": float(len(escalation)),
        "apologies": float(len(apologies)),
    }
    marks = {
        "escalation": tuple(escalation),
        "apologies": tuple(apologies),
        "no_next_step": tuple(agent[-1:]),
        "no_greeting": tuple(agent[:1]),
        phrases.REPEATING: tuple(at.get((CUSTOMER, phrases.REPEATING), ())),
    }
    for name, closing, turns, heard_kind in (
        ("customer_no", "closing_no", customer, (CUSTOMER, phrases.REFUSAL)),
        ("customer_approves", "closing_approves", customer, (CUSTOMER, phrases.APPROVAL)),
        ("agent_cannot", "closing_cannot", agent, (AGENT, phrases.CANNOT)),
    ):
        for key, part in ((name, turns), (closing, turns[-CLOSING:])):
            heard = [i for i in at.get(heard_kind, []) if i in set(part)]
            numbers[key] = _share(len(heard), len(part))
            marks[key] = tuple(heard)
    # Too little of these is what there is to say, so they point at where they were missing.
    marks["customer_approves"] = marks["closing_approves"] = tuple(customer[-CLOSING:])
    return numbers, marks


def _repeating_phrases(numbers: dict[str, float], marks: dict[str, tuple[int, ...]]) -> None:
    """Count turns such as "as I said" as repeats too, each turn once."""
    told = set(marks.pop(phrases.REPEATING, ()))
    seen = set(marks["customer_repeats"])
    numbers["customer_repeats"] += len(told - seen)
    marks["customer_repeats"] = tuple(sorted(told | seen))


def _facts(conversation: Conversation) -> dict[str, float]:
    known = {}
    for name in FACTS:
        value = conversation.facts.get(name)
        if isinstance(value, int | float) and math.isfinite(value):
            known[name] = max(0.0, float(value))
    return known
