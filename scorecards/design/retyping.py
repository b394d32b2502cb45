"""Changes a question's type in a draft and keeps of it what the new type can use."""

from typing import Any

from scorecards.design.answers import is_not_applicable
from scorecards.design.document import Kind, Question, ScorecardDocument, parse_part, to_json
from scorecards.design.editing import change_question, question_of
from scorecards.design.question_rules import USED_BY, can_be_answered

STARTS: dict[Kind, dict[str, Any]] = {
    "choice": {
        "options": [
            {"value": "met", "label": "Met", "score": 1},
            {"value": "partly", "label": "Partly met", "score": 0.5},
            {"value": "missed", "label": "Missed", "score": 0},
        ]
    },
    "multiple": {"options": [{"value": "first", "label": "First", "score": 1}]},
    "scale": {"scale": {"min": 1, "max": 5}},
}
VALUE_LISTS = ("fatal_values", "comment_required_for", "root_causes_for")


def change_type(document: ScorecardDocument, key: str, kind: Kind) -> ScorecardDocument:
    """Give a question another type: options move between choice types, other answers start anew.

    Rules on answers that no longer exist are dropped (root causes stay); conditions of other
    questions on them stay, and validation names them. Raises Missing.
    """
    old = question_of(document, key)
    if old.type == kind:
        return document
    cleared = {name: None for name, kinds in USED_BY.items() if kind not in kinds}
    if kind == "yes_no":
        cleared["options"] = None
    has_options = bool(old.options) and old.type != "yes_no"
    start = {} if has_options and kind in ("choice", "multiple") else STARTS.get(kind, {})
    changes = {**cleared, **start, "type": kind}
    new = parse_part(Question, {**to_json(old), **changes})
    return change_question(document, key, {**changes, **_kept_rules(new)})


def _kept_rules(question: Question) -> dict[str, Any]:
    rules: dict[str, Any] = {
        name: [
            value
            for value in getattr(question, name)
            if is_not_applicable(value) or can_be_answered(question, value)
        ]
        for name in VALUE_LISTS
    }
    rules["critical"] = question.critical if rules["fatal_values"] else None
    return rules
