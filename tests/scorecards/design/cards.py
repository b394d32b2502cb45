"""Small scorecards for the tests, written as the JSON that users write."""

from typing import Any

from scorecards.design.document import ScorecardDocument, parse

Json = dict[str, Any]

TENTHS = [{"value": str(n), "label": f"{n} of 10", "score": n / 10} for n in range(11)]


def question(key: str, weight: float = 1, **others: Any) -> Json:
    """A yes/no question unless told otherwise."""
    text = f"Did the agent do {key}?"
    return {"key": key, "text": text, "guidance": "Yes if so.", "type": "yes_no"} | {
        "weight": weight,
        **others,
    }


def tenths(key: str, weight: float = 1, **others: Any) -> Json:
    """A choice of 0 to 10 tenths."""
    return question(key, weight, type="choice", options=TENTHS, **others)


def section(key: str, *questions: Json, **others: Any) -> Json:
    return {"key": key, "title": key.title(), "questions": list(questions), **others}


def card(*sections: Json, **others: Any) -> Json:
    return {
        "format": 1,
        "title": "Card",
        "channel": "phone",
        "pass_percent": 80,
        "sections": list(sections),
        **others,
    }


def document(*sections: Json, **others: Any) -> ScorecardDocument:
    return parse(card(*sections, **others))
