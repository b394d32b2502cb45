"""Says how the suggestion of a question changed from one version to the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scorecards.design.document import to_json
from scorecards.design.exact import plain
from scorecards.design.suggestion import Suggestion, SuggestionRule


def suggestion_changes(old: Suggestion | None, new: Suggestion | None) -> Iterator[str]:
    """Yield one sentence for each difference; none where both say the same."""
    if old is None or new is None:
        if new is not None:
            state = "on" if new.on else "off"
            yield f"a suggestion was added, switched {state}: {_rules(new)}."
        elif old is not None:
            yield f"the suggestion was removed: {_rules(old)}."
        return
    if old.on != new.on:
        yield f"the suggestion is switched {'on' if new.on else 'off'} now."
    if old.holds != new.holds:
        yield f"the suggestion asks for {new.holds} of its rules now."
    for name, words in (("met", "met"), ("not_met", "not met")):
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield f"the suggestion for “{words}” changed from {_value(was)} to {_value(now)}."
    yield from _rule_changes(old.rules, new.rules)


def _rule_changes(
    old: tuple[SuggestionRule, ...], new: tuple[SuggestionRule, ...]
) -> Iterator[str]:
    for rule in old:
        if rule not in new:
            yield f"a rule of the suggestion is gone: {_rule(rule)}."
    for rule in new:
        if rule not in old:
            yield f"a rule of the suggestion is new: {_rule(rule)}."


def _rules(suggestion: Suggestion) -> str:
    joint = " and " if suggestion.holds == "all" else " or "
    return joint.join(_rule(rule) for rule in suggestion.rules) or "no rule"


def _rule(rule: SuggestionRule) -> str:
    """The rule as its keys and values, such as (kind phrase, phrases hello or hi)."""
    return _words(to_json(rule))


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return "(" + ", ".join(f"{key} {_words(item)}" for key, item in value.items()) + ")"
    return " or ".join(map(_words, value)) if isinstance(value, list) else str(value)


def _value(value: object) -> str:
    return "nothing" if value is None else f"“{plain(value)}”"
