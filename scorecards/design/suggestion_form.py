"""The designer's fields of a suggestion: filled from a question, and read back as its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scorecards.design.document import NOT_APPLICABLE, Question, to_json
from scorecards.design.exact import plain
from scorecards.design.facts import FLAG_FACTS, NUMBER_FACTS
from scorecards.design.posted import Posted, shown_number
from scorecards.design.suggestion import Suggestion, SuggestionRule

Json = dict[str, Any]
PLACE = "suggestion"
USUAL_COUNT = 3
EVERYWHERE = ""
LINES = ("kind", "by", "where", "count", "fact", "be", "at_least", "at_most")


@dataclass(frozen=True)
class RuleRow:
    """One rule as text; `where` is empty, `first:turns`, `last:turns` and so on."""

    kind: str
    phrases: str = ""
    by: str = "agent"
    where: str = EVERYWHERE
    count: str = ""
    fact: str = ""
    be: str = ""
    at_least: str = ""
    at_most: str = ""


@dataclass(frozen=True)
class SuggestionFields:
    """The whole suggestion as text; `met` and `not_met` are answers as forms carry them."""

    on: bool
    holds: str
    met: str
    not_met: str
    rows: tuple[RuleRow, ...]


def suggestion_fields(suggestion: Suggestion | None) -> SuggestionFields | None:
    """Fill the fields from a question's suggestion; None where it has none."""
    if suggestion is None:
        return None
    rows = tuple(_row(rule) for rule in suggestion.rules)
    met, not_met = _word(suggestion.met), _word(suggestion.not_met)
    return SuggestionFields(suggestion.on, suggestion.holds, met, not_met, rows)


def _row(rule: SuggestionRule) -> RuleRow:
    within = rule.within
    return RuleRow(
        kind=rule.kind,
        phrases="\n".join(rule.phrases),
        by=rule.by,
        where=f"{within.end}:{within.unit}" if within else EVERYWHERE,
        count=shown_number(within.count) if within else "",
        fact=rule.fact or "",
        be="" if rule.be is None else "true" if rule.be else "false",
        at_least=shown_number(rule.at_least),
        at_most=shown_number(rule.at_most),
    )


def _word(value: object) -> str:
    return "" if value is None else str(plain(value))


def posted_suggestion(post: Mapping[str, str]) -> SuggestionFields | None:
    """The fields as they were posted; None where the form has none."""
    if "sg-holds" not in post:
        return None
    read = Posted(post)
    rows: list[RuleRow] = []
    while f"sg-{len(rows)}-kind" in post:
        at = f"sg-{len(rows)}"
        rows.append(
            RuleRow(
                phrases=read.lines(f"{at}-phrases"),
                **{
                    name: read.line(f"{at}-{name}")
                    for name in (
                        "kind",
                        "by",
                        "where",
                        "count",
                        "fact",
                        "be",
                        "at_least",
                        "at_most",
                    )
                },
            )
        )
    met, not_met = read.line("sg-met"), read.line("sg-not_met")
    return SuggestionFields(read.flag("sg-on"), read.line("sg-holds"), met, not_met, tuple(rows))


def suggestion_json(
    read: Posted, fields: SuggestionFields | None, question: Question
) -> Json | None:
    """The suggestion as JSON: as posted, or as it was where the form did not show it."""
    if fields is None:
        return to_json(question.suggestion) if question.suggestion else None
    return {
        "on": fields.on,
        "holds": fields.holds or "all",
        "rules": [_rule(read, row) for row in fields.rows],
        "met": _value(read, fields.met, question),
        "not_met": _value(read, fields.not_met, question),
    }


def _value(read: Posted, text: str, question: Question) -> Any:
    if not text or text == NOT_APPLICABLE or question.type != "scale":
        return text or None
    return plain(_number(read, text))


def _rule(read: Posted, row: RuleRow) -> Json:
    """A rule with just the fields of its kind, so that another kind leaves nothing behind."""
    match row.kind:
        case "fact":
            return _fact_rule(read, row)
        case "pause":
            return {"kind": row.kind, "by": row.by, "at_most": _number(read, row.at_most)}
        case "turns":
            return {"kind": row.kind, "by": row.by, **_limits(read, row)}
        case _:
            phrases = [line.strip() for line in row.phrases.splitlines() if line.strip()]
            rule: Json = {"kind": row.kind, "phrases": phrases, "by": row.by or "agent"}
            end, _, unit = row.where.partition(":")
            if end:
                count = _number(read, row.count) or USUAL_COUNT
                rule["within"] = {"end": end, "count": count, "unit": unit or "turns"}
            return rule


def _fact_rule(read: Posted, row: RuleRow) -> Json:
    name = row.fact or NUMBER_FACTS[0]
    rule: Json = {"kind": "fact", "fact": name}
    if name in FLAG_FACTS:
        return {**rule, "be": row.be != "false"}
    return {**rule, **_limits(read, row)}


def _limits(read: Posted, row: RuleRow) -> Json:
    return {"at_least": _number(read, row.at_least), "at_most": _number(read, row.at_most)}


def _number(read: Posted, text: str) -> Decimal | None:
    one = Posted({"value": text})
    value = one.number("value", PLACE)
    read.wrong += one.wrong
    return value


def add_suggestion(question: Question, _position: int) -> Json:
    """A suggestion to begin with: one phrase rule without a phrase, switched off."""
    if question.suggestion is not None:
        return {}
    answers = {"met": "yes", "not_met": "no"} if question.type == "yes_no" else {}
    return {"suggestion": {"rules": [_new_rule()], **answers}}


def remove_suggestion(_question: Question, _position: int) -> Json:
    """Drop the suggestion with its rules."""
    return {"suggestion": None}


def add_rule(question: Question, _position: int) -> Json:
    """Add a rule at the end."""
    return _with_rules(question, [*_rules(question), _new_rule()])


def remove_rule(question: Question, position: int) -> Json:
    """Drop the rule at a position."""
    kept = [rule for number, rule in enumerate(_rules(question)) if number != position]
    return _with_rules(question, kept)


def _new_rule() -> Json:
    return {"kind": "phrase", "phrases": [], "by": "agent"}


def _rules(question: Question) -> list[Json]:
    return [to_json(rule) for rule in question.suggestion.rules] if question.suggestion else []


def _with_rules(question: Question, rules: list[Json]) -> Json:
    if question.suggestion is None:
        return {}
    return {"suggestion": {**to_json(question.suggestion), "rules": rules}}


def suggestion_shape(suggestion: Suggestion | None) -> object:
    """What decides which fields the form has."""
    if suggestion is None:
        return None
    return [(rule.kind, rule.within is None, rule.fact in FLAG_FACTS) for rule in suggestion.rules]
