"""What must hold for a suggestion: known facts, limits that can hold, possible answers."""

from collections.abc import Iterator
from decimal import Decimal

from flask_babel import gettext as _

from scorecards.design.document import NOT_APPLICABLE, Question
from scorecards.design.exact import plain, same
from scorecards.design.facts import FACTS, FLAG_FACTS, NUMBER_FACTS
from scorecards.design.findings import Finding
from scorecards.design.question_rules import Place, can_be_answered
from scorecards.design.suggestion import Suggestion, SuggestionRule

CLOSED = ("yes_no", "scale", "choice")
MOST_RULES = 12
MOST_PHRASES = 50
USED_BY: dict[str, tuple[str, ...]] = {
    "phrases": ("phrase", "no_phrase"),
    "within": ("phrase", "no_phrase"),
    "fact": ("fact",),
    "be": ("fact",),
    "at_least": ("fact", "turns"),
    "at_most": ("fact", "turns", "pause"),
}


def suggestion_findings(here: Place, question: Question) -> Iterator[Finding]:
    """Judge the rules of one question, whether they are switched on or not."""
    suggestion = question.suggestion
    if suggestion is None:
        return
    if question.type not in CLOSED:
        message = _(
            "Only yes/no, scale and one-of-several questions can have a suggestion: drop it."
        )
        yield here.error("suggestion", message)
        return
    if not suggestion.rules:
        yield here.error("suggestion.rules", _("The suggestion has no rule: add one or drop it."))
    elif len(suggestion.rules) > MOST_RULES:
        message = _(
            "A suggestion has at most %(most_rules)s rules, so that a person can follow it.",
            most_rules=MOST_RULES,
        )
        yield here.error("suggestion.rules", message)
    yield from _value_findings(here, question, suggestion)
    for number, rule in enumerate(suggestion.rules):
        yield from _rule_findings(here, f"suggestion.rules[{number}]", number + 1, rule)


def _value_findings(here: Place, question: Question, suggestion: Suggestion) -> Iterator[Finding]:
    if suggestion.met is None and suggestion.not_met is None:
        message = _("The suggestion suggests nothing: name an answer for “met” or “not met”.")
        yield here.error("suggestion.met", message)
    elif same(suggestion.met, suggestion.not_met):
        message = _("“Met” and “not met” suggest the same answer: change or empty one of the two.")
        yield here.error("suggestion.not_met", message)
    for name in ("met", "not_met"):
        value = getattr(suggestion, name)
        if value is not None and not _is_answer(question, value):
            message = _(
                "“%(value)s” is not an answer to this question: name one that is.",
                value=plain(value),
            )
            yield here.error(f"suggestion.{name}", message)


def _is_answer(question: Question, value: object) -> bool:
    if value == NOT_APPLICABLE:
        return question.na_allowed
    return can_be_answered(question, value)


def _rule_findings(here: Place, path: str, number: int, rule: SuggestionRule) -> Iterator[Finding]:
    for name, kinds in USED_BY.items():
        if rule.kind not in kinds and getattr(rule, name) not in (None, ()):
            message = _(
                "Rule %(number)s: a rule of kind %(kind)s has no %(name)s: remove it.",
                number=number,
                kind=rule.kind,
                name=name,
            )
            yield here.error(f"{path}.{name}", message)
    if rule.kind in USED_BY["phrases"]:
        yield from _phrase_findings(here, path, number, rule)
    elif rule.kind == "fact":
        yield from _fact_findings(here, path, number, rule)
    elif rule.kind == "pause" and (rule.at_most is None or rule.at_most < 0):
        message = _(
            "Rule %(number)s: say how many seconds the longest pause may last.", number=number
        )
        yield here.error(f"{path}.at_most", message)
    elif rule.kind == "turns":
        yield from _limit_findings(here, path, number, rule)


def _phrase_findings(
    here: Place, path: str, number: int, rule: SuggestionRule
) -> Iterator[Finding]:
    if not rule.phrases:
        yield here.error(
            f"{path}.phrases", _("Rule %(number)s: write at least one phrase.", number=number)
        )
    elif len(rule.phrases) > MOST_PHRASES:
        message = _(
            "Rule %(number)s: at most %(most_phrases)s phrases; drop some.",
            number=number,
            most_phrases=MOST_PHRASES,
        )
        yield here.error(f"{path}.phrases", message)
    for phrase in rule.phrases:
        if not any(letter.isalnum() for letter in phrase):
            message = _(
                "Rule %(number)s: “%(phrase)s” holds no word: mend or remove the phrase.",
                number=number,
                phrase=phrase,
            )
            yield here.error(f"{path}.phrases", message)
    within = rule.within
    if within is None:
        return
    if within.count <= 0 or (within.unit == "turns" and within.count != int(within.count)):
        message = _(
            "Rule %(number)s: write a whole number of turns, or of seconds above 0.", number=number
        )
        yield here.error(f"{path}.within.count", message)


def _fact_findings(here: Place, path: str, number: int, rule: SuggestionRule) -> Iterator[Finding]:
    name = rule.fact or ""
    if name not in FACTS:
        known = ", ".join((*NUMBER_FACTS, *FLAG_FACTS))
        message = _(
            "Rule %(number)s: there is no fact “%(name)s”. Facts for rules: %(known)s.",
            number=number,
            name=name,
            known=known,
        )
        yield here.error(f"{path}.fact", message)
    elif name in FLAG_FACTS:
        if rule.be is None or rule.at_least is not None or rule.at_most is not None:
            message = _(
                "Rule %(number)s: the fact “%(name)s” is yes or no: write “be” and no limits.",
                number=number,
                name=name,
            )
            yield here.error(f"{path}.be", message)
    elif name not in NUMBER_FACTS:
        message = _(
            "Rule %(number)s: the fact “%(name)s” is text, and rules look at numbers only.",
            number=number,
            name=name,
        )
        yield here.error(f"{path}.fact", message)
    elif rule.be is not None:
        message = _(
            "Rule %(number)s: the fact “%(name)s” is a number: write limits instead of “be”.",
            number=number,
            name=name,
        )
        yield here.error(f"{path}.be", message)
    else:
        yield from _limit_findings(here, path, number, rule)


def _limit_findings(here: Place, path: str, number: int, rule: SuggestionRule) -> Iterator[Finding]:
    low: Decimal | None = rule.at_least
    high: Decimal | None = rule.at_most
    if low is None and high is None:
        message = _("Rule %(number)s: write “at least”, “at most”, or both.", number=number)
        yield here.error(f"{path}.at_least", message)
    elif low is not None and high is not None and low > high:
        message = _(
            "Rule %(number)s: nothing is at least %(low)s and at most %(high)s: swap them.",
            number=number,
            low=low,
            high=high,
        )
        yield here.error(f"{path}.at_least", message)
