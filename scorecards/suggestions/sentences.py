"""Says rules and what they came to in one sentence each."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask_babel import gettext, ngettext

from qa_app.core.text import shorten
from qa_app.web.formatting import number
from scorecards.design.exact import plain
from scorecards.design.facts import FACTS
from scorecards.design.suggestion import Stretch, Suggestion, SuggestionRule
from scorecards.suggestions.judging import Judged, Outcome

LONGEST_LIST = 60
MOST_NAMED = 3


def _(text: str, **places: object) -> str:
    """The text in the reader's language with its places filled."""
    return str(gettext(text, **places))


def outcome_words(outcome: Outcome) -> str:
    """Why a verdict was reached, as one sentence."""
    return "; ".join(judged_words(part) for part in outcome.decided_by)


def suggestion_words(suggestion: Suggestion) -> str:
    """All rules of a question as one sentence."""
    joint = _(" and ") if suggestion.holds == "all" else _(" or ")
    return joint.join(rule_words(rule) for rule in suggestion.rules)


def rule_words(rule: SuggestionRule) -> str:
    """What a rule asks, such as: the agent says “hello” in their first 2 turns."""
    match rule.kind:
        case "phrase" | "no_phrase":
            said = _("says") if rule.kind == "phrase" else _("never says")
            return f"{side(rule)} {said} {phrases(rule)}{stretch(rule)}"
        case "fact" if rule.be is not None:
            state = _("yes") if rule.be else _("no")
            return _("“%(fact)s” is %(state)s", fact=fact_name(rule), state=state)
        case "fact":
            return _("%(fact)s is %(limits)s", fact=fact_name(rule), limits=limits(rule))
        case "pause":
            return _(
                "nobody waits for %(side)s for longer than %(s)s s",
                side=whose(rule), s=_number(rule.at_most),
            )  # fmt: skip
        case _:
            return _("%(side)s has %(limits)s turns", side=side(rule), limits=limits(rule))


def judged_words(judged: Judged) -> str:
    """What a rule found."""
    return REASONS[judged.why](judged)


def _said(judged: Judged) -> str:
    rule, words = judged.rule, shorten(str(judged.says["words"]), LONGEST_LIST)
    return _("%(side)s said “%(words)s”%(where)s", side=side(rule), words=words,
             where=stretch(rule))  # fmt: skip


def _unsaid(judged: Judged) -> str:
    rule = judged.rule
    return _("%(side)s said none of %(phrases)s%(where)s", side=side(rule),
             phrases=phrases(rule), where=stretch(rule))  # fmt: skip


def _fact(judged: Judged) -> str:
    return _(
        "%(fact)s is %(value)s, asked for: %(limits)s", fact=fact_name(judged.rule),
        value=number(judged.says["value"]), limits=limits(judged.rule),
    )  # fmt: skip


def _flag(judged: Judged) -> str:
    state = _("yes") if judged.says["value"] else _("no")
    return _("“%(fact)s” is %(state)s", fact=fact_name(judged.rule), state=state)


def _no_fact(judged: Judged) -> str:
    return _("“%(fact)s” is not known of this interaction", fact=fact_name(judged.rule))


def _pause(judged: Judged) -> str:
    return _(
        "the longest wait for %(side)s was %(value)s s, allowed: %(most)s s",
        side=whose(judged.rule), value=number(round(float(judged.says["value"]), 1)),
        most=_number(judged.rule.at_most),
    )  # fmt: skip


def _count(judged: Judged) -> str:
    turns = str(ngettext("%(num)s turn", "%(num)s turns", int(judged.says["n"])))
    return _("%(side)s has %(turns)s, asked for: %(limits)s", side=side(judged.rule), turns=turns,
             limits=limits(judged.rule))  # fmt: skip


def _unsure_count(judged: Judged) -> str:
    return _(
        "%(side)s has between %(n)s and %(most)s turns, since not every speaker is known",
        side=side(judged.rule), n=judged.says["n"], most=judged.says["most"],
    )  # fmt: skip


def _too_long(judged: Judged) -> str:
    return _("%(n)s turns in the middle of this conversation are not read by rules",
             n=number(judged.says["n"]))  # fmt: skip


REASONS: dict[str, Callable[[Judged], str]] = {
    "said": _said,
    "unsaid": _unsaid,
    "unsure_words": lambda _judged: _("the machine was unsure of the words there"),
    "unsure_place": lambda _judged: _(
        "the words are there, but it is not known who says them, or when"
    ),
    "too_long": _too_long,
    "no_text": lambda _judged: _("there is no text"),
    "fact": _fact,
    "flag": _flag,
    "no_fact": _no_fact,
    "pause": _pause,
    "no_pause": lambda judged: _("nobody waited for %(side)s", side=whose(judged.rule)),
    "no_times": lambda _judged: _("not every turn has a time and a speaker"),
    "count": _count,
    "unsure_count": _unsure_count,
}


def side(rule: SuggestionRule) -> str:
    """Who speaks, as the subject of a sentence."""
    return {"agent": _("the agent"), "customer": _("the customer"), "anyone": _("anyone")}[rule.by]


def whose(rule: SuggestionRule) -> str:
    """Who is waited for."""
    names = {"agent": _("the agent"), "customer": _("the customer"), "anyone": _("an answer")}
    return names[rule.by]


def phrases(rule: SuggestionRule) -> str:
    """The first phrases of a rule in quotes, and how many more there are."""
    named = [f"“{shorten(phrase, LONGEST_LIST)}”" for phrase in rule.phrases[:MOST_NAMED]]
    more = len(rule.phrases) - MOST_NAMED
    if more > 0:
        named.append(str(ngettext("%(num)s more", "%(num)s more", more)))
    return _(" or ").join(named)


def stretch(rule: SuggestionRule) -> str:
    """Where a phrase is looked for, with a space before it; nothing for everywhere."""
    within: Stretch | None = rule.within
    if within is None:
        return ""
    count = _number(within.count)
    texts = {
        ("first", "turns"): _("in their first %(n)s turns", n=count),
        ("last", "turns"): _("in their last %(n)s turns", n=count),
        ("first", "seconds"): _("in the first %(n)s s", n=count),
        ("last", "seconds"): _("in the last %(n)s s", n=count),
    }
    if within.unit == "turns" and within.count == 1:
        return " " + (
            _("in their first turn") if within.end == "first" else _("in their last turn")
        )
    return " " + texts[within.end, within.unit]


def limits(rule: SuggestionRule) -> str:
    """Between which numbers, both included."""
    low, high = _number(rule.at_least), _number(rule.at_most)
    if low and high:
        return _("%(low)s to %(high)s", low=low, high=high) if low != high else low
    return _("at least %(n)s", n=low) if low else _("at most %(n)s", n=high)


def fact_name(rule: SuggestionRule) -> str:
    """What people call the fact of a rule."""
    fact = FACTS.get(rule.fact or "")
    return str(fact.label) if fact else str(rule.fact)


def _number(value: Decimal | None) -> str:
    shown: Any = plain(value)
    return "" if value is None else str(number(shown))
