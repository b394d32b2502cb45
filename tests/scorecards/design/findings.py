"""What the tests of validation share: findings as text, and small cards."""

from scorecards.design.validation import findings
from tests.scorecards.design.cards import document, question, section


def marks(*sections, **others):
    return [(item.level, item.where) for item in findings(document(*sections, **others))]


def alone(**change):
    """The findings on one question beside a good one, by their place in the question."""
    asked = question("q", **({"weight": 1} | change))
    found = findings(document(section("s", question("good"), asked)))
    place = "sections[0].questions[1]."
    assert all(item.where.startswith(place) and item.question == "q" for item in found)
    return [(item.level, item.where.removeprefix(place)) for item in found]


ONE = [{"value": "x", "score": 1}]
TWO = [{"value": "x", "score": 0}, {"value": "y", "score": 1}]
EVERYTHING = {"from": None, "to": None, "score": 1}
CAUSE = [{"key": "why", "label": "Why"}]


def deep(levels):
    return [{"key": f"k{levels}", "label": "L", "children": deep(levels - 1) if levels > 1 else []}]
