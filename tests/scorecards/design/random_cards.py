"""Random scorecards with answers and facts, drawn from a `random.Random`, for the property tests.

The same functions serve hypothesis (`st.randoms()`, which shrinks) and long runs by seed.
"""

from itertools import pairwise
from random import Random
from typing import Any

Json = dict[str, Any]

KINDS = ["yes_no", "yes_no", "scale", "choice", "multiple", "number", "text"]
WEIGHTS = [0, 1, 2, 3, 5, 10, 20, 40, 0.5, 2.25, 33.333]
SCORES = [-1, -0.5, 0, 0.1, 0.25, 0.333333, 0.5, 0.75, 1]
RANGE_SCORES = [0, 0.25, 0.5, 0.9, 1]
VALUES = ["a", "b", "c", "d"]
CHANNELS = ["phone", "chat"]
MARKS = [None, None, 0, 50, 66.7, 100]
BANDS: list[list[Json]] = [
    [],
    [],
    [{"from": 0, "label": "low"}, {"from": 50, "label": "middle"}],
    [{"from": 75, "label": "high"}, {"from": 25.5, "label": "low"}],
]
FACTS: dict[str, list[Any]] = {
    "channel": CHANNELS,
    "topic": ["billing", "Complaint ", "complaint"],
    "escalated": [True, False],
    "hold_s": [0, 1, 30.5, 60],
}


def case(dice: Random) -> tuple[Json, Json, Json]:
    """A scorecard, answers to it, and facts of the interaction."""
    card = scorecard(dice)
    asked = [q for section in card["sections"] for q in section["questions"]]
    return card, {q["key"]: answer(dice, q) for q in asked}, facts(dice)


def scorecard(dice: Random) -> Json:
    """One to four sections with up to four questions each."""
    earlier: list[Json] = []
    sections: list[Json] = []
    for number in range(dice.randint(1, 4)):
        mine: list[Json] = []
        for _ in range(dice.randint(0, 4)):
            mine.append(question(dice, f"q{len(earlier)}", earlier))
            earlier.append(mine[-1])
        sections.append(
            {
                "key": f"s{number}",
                "title": "S",
                "weight": dice.choice([None, *WEIGHTS]) if dice.random() < 0.5 else None,
                "pass_percent": dice.choice(MARKS),
                "bands": dice.choice(BANDS),
                "questions": mine,
            }
        )
    return {
        "format": 1,
        "title": "Random",
        "channel": dice.choice([None, *CHANNELS]),
        "pass_percent": dice.choice([None, 0, 50, 80, 100]),
        "cap_percent": dice.choice([None, 100, 100, 110]),
        "bands": dice.choice(BANDS),
        "sections": sections,
    }


def question(dice: Random, key: str, earlier: list[Json]) -> Json:
    """A question of any type; its condition looks at one of the earlier ones, or at a fact."""
    kind = dice.choice(KINDS)
    q: Json = {"key": key, "text": "Is it so?", "type": kind, "weight": dice.choice(WEIGHTS)}
    q |= answers_of(dice, kind)
    q["pass_percent"], q["bands"] = dice.choice(MARKS), dice.choice(BANDS)
    q["bonus"] = dice.choice([False, False, False, True])
    q["excluded"] = dice.choice([False, False, False, False, True])
    q["critical"] = dice.choice([None, None, None, None, "section", "evaluation"])
    if kind != "text":
        q["fatal_values"] = several(dice, q, dice.randint(0, 2))
    q["condition"] = condition(dice, earlier)
    return q


def answers_of(dice: Random, kind: str) -> Json:
    """Options, scale or ranges of a question."""
    if kind == "yes_no" and dice.random() < 0.3:
        return {"options": [{"value": v, "score": dice.choice(SCORES)} for v in ("no", "yes")]}
    if kind in ("choice", "multiple"):
        size = dice.randint(2, 4)
        options = [{"value": v, "score": dice.choice(SCORES)} for v in VALUES[:size]]
        cap = dice.choice([None, 1, 0.5, 1.5]) if kind == "multiple" else None
        return {"options": options, "cap": cap}
    if kind == "scale":
        low = dice.randint(-1, 2)
        return {"scale": {"min": low, "max": low + dice.randint(1, 10)}}
    if kind == "number":
        return {"ranges": ranges(dice)}
    return {}


def ranges(dice: Random) -> list[Json]:
    """Ranges that meet, in any order, sometimes without end."""
    edges = sorted(dice.sample(range(101), dice.randint(2, 5)))
    found: list[Json] = [
        {"from": a, "to": b, "score": dice.choice(RANGE_SCORES)} for a, b in pairwise(edges)
    ]
    if dice.random() < 0.3:
        found[0]["from"] = None
    if dice.random() < 0.3:
        found[-1]["to"] = None
    dice.shuffle(found)
    return found


def single(dice: Random, q: Json) -> Any:
    """A value that an answer to the question can hold."""
    match q["type"]:
        case "yes_no":
            return dice.choice(["yes", "no"])
        case "choice" | "multiple":
            return dice.choice([option["value"] for option in q["options"]])
        case "scale":
            return dice.randint(q["scale"]["min"], q["scale"]["max"])
        case "number":
            return inside(dice, q["ranges"])
    return dice.choice(["", " ", "said so"])


def inside(dice: Random, found: list[Json]) -> int:
    """A number that a range holds; edges often, since they are where a rule can slip."""
    ends = [edge for r in found for edge in (r["from"], r["to"])]
    edges = [edge for edge in ends if edge is not None] or [0]
    if dice.random() < 0.5:
        return dice.choice(edges)
    low = min(edges) - (5 if any(r["from"] is None for r in found) else 0)
    high = max(edges) + (5 if any(r["to"] is None for r in found) else 0)
    return dice.randint(low, high)


def several(dice: Random, q: Json, count: int) -> list[Any]:
    """Up to so many different values."""
    found: list[Any] = []
    for _ in range(count):
        value = single(dice, q)
        if value not in found:
            found.append(value)
    return found


def condition(dice: Random, earlier: list[Json]) -> Json | None:
    """Often none; else values or limits of an earlier answer or of a fact."""
    which = dice.choice(["none", "none", "question", "fact"])
    if which == "fact":
        return fact_condition(dice)
    sources = [q for q in earlier if q["type"] != "text"]
    if which == "none" or not sources:
        return None
    source = dice.choice(sources)
    if source["type"] in ("scale", "number") and dice.random() < 0.5:
        return {"question": source["key"], **limits(dice, single(dice, source))}
    return {"question": source["key"], "in": several(dice, source, 3)}


def fact_condition(dice: Random) -> Json:
    name = dice.choice(["channel", "topic", "escalated", "hold_s", "hold_s"])
    if name == "hold_s" and dice.random() < 0.5:
        return {"fact": name, **limits(dice, dice.choice(FACTS[name]))}
    return {"fact": name, "in": dice.sample(FACTS[name], dice.randint(1, 2))}


def limits(dice: Random, low: float) -> Json:
    found = {"from": low, "to": low + dice.choice([0, 1, 2, 30])}
    which = dice.choice(["from", "to", "both"])
    return found if which == "both" else {which: found[which]}


def answer(dice: Random, q: Json) -> Any:
    """An answer, often given, else "N/A" or none."""
    fate = dice.choice(["value", "value", "value", "value", "na", "none"])
    if fate != "value":
        return "N/A" if fate == "na" else None
    return several(dice, q, dice.randint(0, 4)) if q["type"] == "multiple" else single(dice, q)


def facts(dice: Random) -> Json:
    """Facts of an interaction, any of them missing or null."""
    found: Json = {}
    for name, values in FACTS.items():
        fate = dice.choice(["value", "value", "null", "absent"])
        if fate != "absent":
            found[name] = dice.choice(values) if fate == "value" else None
    return found
