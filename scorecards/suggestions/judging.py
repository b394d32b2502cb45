"""Judges rules over a conversation and its facts: met, not met, or cannot be told, and why.

Plain rules over words, times and facts; nothing is learned, guessed or weighed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

from scorecards.design.suggestion import Suggestion, SuggestionRule
from scorecards.suggestions.conversation import Conversation, Said
from scorecards.suggestions.phrases import Hit, find
from scorecards.suggestions.reach import is_by, may_be_by, reach

Verdict = Literal["met", "not_met", "unknown"]
MOST_SHOWN = 3
"""Turns that are shown as the reason of one rule."""


@dataclass(frozen=True)
class Seen:
    """A turn that a verdict rests on, with the characters that matter in it."""

    turn: int
    start: int
    end: int


@dataclass(frozen=True)
class Judged:
    """What one rule came to; `why` names the reason and `says` its places (see sentences.py)."""

    rule: SuggestionRule
    verdict: Verdict
    why: str
    seen: tuple[Seen, ...] = ()
    says: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What a question's rules came to, the answer they suggest, and the rules that decided."""

    verdict: Verdict
    value: object
    decided_by: tuple[Judged, ...]

    @property
    def seen(self) -> tuple[Seen, ...]:
        """The turns that the verdict rests on, each once."""
        return tuple(dict.fromkeys(one for part in self.decided_by for one in part.seen))


def judge(
    suggestion: Suggestion, conversation: Conversation | None, facts: Mapping[str, object]
) -> Outcome:
    """Judge all rules and join them; without a conversation only facts can be told."""
    parts = [_judge(rule, conversation, facts) for rule in suggestion.rules]
    verdict = joined([part.verdict for part in parts], suggestion.holds)
    value = {"met": suggestion.met, "not_met": suggestion.not_met}.get(verdict)
    return Outcome(verdict, value, tuple(part for part in parts if part.verdict == verdict))


def joined(verdicts: Sequence[Verdict], holds: str) -> Verdict:
    """Join verdicts by Kleene's logic: one that decides alone beats what cannot be told."""
    decisive: Verdict = "not_met" if holds == "all" else "met"
    if decisive in verdicts:
        return decisive
    if "unknown" in verdicts or not verdicts:
        return "unknown"
    return "met" if holds == "all" else "not_met"


def _judge(
    rule: SuggestionRule, conversation: Conversation | None, facts: Mapping[str, object]
) -> Judged:
    if rule.kind == "fact":
        return _fact(rule, facts)
    if conversation is None or not conversation.turns:
        return Judged(rule, "unknown", "no_text")
    return JUDGES[rule.kind](rule, conversation)


def _phrase(rule: SuggestionRule, conversation: Conversation) -> Judged:
    where = reach(conversation, rule.by, rule.within)
    unsure: list[Hit] = []
    for said in (*where.certain, *where.possible):
        hit = find(said, rule.phrases)
        if hit is None:
            continue
        if hit.certain and said in where.certain:
            seen = (Seen(hit.turn, hit.start, hit.end),)
            words = said.text[hit.start : hit.end]
            return Judged(rule, "met", "said", seen, {"words": words})
        unsure.append(hit)
    if unsure:
        places = tuple(Seen(hit.turn, hit.start, hit.end) for hit in unsure[:MOST_SHOWN])
        why = "unsure_words" if any(not hit.certain for hit in unsure) else "unsure_place"
        return Judged(rule, "unknown", why, places)
    if where.unread:
        return Judged(rule, "unknown", "too_long", says={"n": conversation.unread})
    looked = where.certain if len(where.certain) <= MOST_SHOWN else ()
    return Judged(rule, "not_met", "unsaid", tuple(_whole(said) for said in looked))


def _no_phrase(rule: SuggestionRule, conversation: Conversation) -> Judged:
    found = _phrase(rule, conversation)
    verdict = NEGATED[found.verdict]
    return Judged(rule, verdict, found.why, found.seen, found.says)


NEGATED: dict[Verdict, Verdict] = {"met": "not_met", "not_met": "met", "unknown": "unknown"}


def _fact(rule: SuggestionRule, facts: Mapping[str, object]) -> Judged:
    value = facts.get(rule.fact or "")
    if rule.be is not None:
        if not isinstance(value, bool):
            return Judged(rule, "unknown", "no_fact")
        verdict: Verdict = "met" if value is rule.be else "not_met"
        return Judged(rule, verdict, "flag", says={"value": value})
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return Judged(rule, "unknown", "no_fact")
    verdict = "met" if _within(rule, value) else "not_met"
    return Judged(rule, verdict, "fact", says={"value": float(value)})


def _within(rule: SuggestionRule, value: float | Decimal) -> bool:
    """Whether a number is within the rule's limits, both included."""
    low, high = rule.at_least, rule.at_most
    return (low is None or value >= low) and (high is None or value <= high)


def _pause(rule: SuggestionRule, conversation: Conversation) -> Judged:
    """The longest time before a turn of the side, from the end of the turn before it."""
    longest: tuple[float, Said] | None = None
    untold = conversation.unread > 0
    for before, said in pairwise(conversation.turns):
        if said.position != before.position + 1 or not may_be_by(said, rule.by):
            continue
        length = _between(before, said)
        if length is None or (not is_by(said, rule.by) and not _within(rule, length)):
            untold = True
        elif is_by(said, rule.by) and (longest is None or length > longest[0]):
            longest = (length, said)
    if longest is not None and not _within(rule, longest[0]):
        return Judged(rule, "not_met", "pause", (_whole(longest[1]),), {"value": longest[0]})
    if untold or longest is None:
        return Judged(rule, "unknown", "no_times" if untold else "no_pause")
    return Judged(rule, "met", "pause", (_whole(longest[1]),), {"value": longest[0]})


def _between(before: Said, said: Said) -> float | None:
    begin = before.end if before.end is not None else before.start
    return None if begin is None or said.start is None else max(0.0, said.start - begin)


def _turns(rule: SuggestionRule, conversation: Conversation) -> Judged:
    """How many turns a side has: as many as are known, up to those that may be its own."""
    known = sum(is_by(said, rule.by) for said in conversation.turns)
    most = sum(may_be_by(said, rule.by) for said in conversation.turns) + conversation.unread
    verdicts = {_within(rule, count) for count in {known, most, *_edges(rule, known, most)}}
    if len(verdicts) > 1:
        return Judged(rule, "unknown", "unsure_count", says={"n": known, "most": most})
    verdict: Verdict = "met" if verdicts == {True} else "not_met"
    return Judged(rule, verdict, "count", says={"n": known})


def _edges(rule: SuggestionRule, known: int, most: int) -> set[int]:
    """Counts between the two at which the rule may turn."""
    limits = [int(end) for end in (rule.at_least, rule.at_most) if end is not None]
    return {count for end in limits for count in (end, end + 1) if known <= count <= most}


def _whole(said: Said) -> Seen:
    return Seen(said.id, 0, len(said.text))


JUDGES: dict[str, Callable[[SuggestionRule, Conversation], Judged]] = {
    "phrase": _phrase,
    "no_phrase": _no_phrase,
    "pause": _pause,
    "turns": _turns,
}
