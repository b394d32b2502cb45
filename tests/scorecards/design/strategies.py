"""Random scorecards with answers and facts, for the property tests."""

from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]

KINDS = ["yes_no", "yes_no", "scale", "choice", "multiple", "number", "text"]
WEIGHTS = st.sampled_from([0, 1, 2, 3, 5, 10, 20, 40, 0.5, 2.25, 33.333])
SCORES = st.sampled_from([-1, -0.5, 0, 0.1, 0.25, 0.333333, 0.5, 0.75, 1])
VALUES = ["a", "b", "c", "d"]
CHANNELS = ["phone", "chat"]


@st.composite
def questions(draw: st.DrawFn, key: str, earlier: list[Json]) -> Json:
    kind = draw(st.sampled_from(KINDS))
    q: Json = {"key": key, "text": "Is it so?", "type": kind, "weight": draw(WEIGHTS)}
    if kind in ("choice", "multiple"):
        size = draw(st.integers(2, 4))
        q["options"] = [{"value": v, "score": draw(SCORES)} for v in VALUES[:size]]
    if kind == "multiple":
        q["cap"] = draw(st.sampled_from([None, 1, 0.5, 1.5]))
    if kind == "scale":
        low = draw(st.integers(0, 2))
        q["scale"] = {"min": low, "max": low + draw(st.integers(1, 10))}
    if kind == "number":
        edges = sorted(draw(st.sets(st.integers(0, 100), min_size=2, max_size=5)))
        fractions = st.sampled_from([0, 0.25, 0.5, 0.9, 1])
        q["ranges"] = [{"from": a, "to": b, "score": draw(fractions)} for a, b in pairwise(edges)]
    q["bonus"] = draw(st.sampled_from([False, False, False, True]))
    q["excluded"] = draw(st.sampled_from([False, False, False, False, True]))
    q["critical"] = draw(st.sampled_from([None, None, None, None, "section", "evaluation"]))
    if kind != "text":
        q["fatal_values"] = draw(st.lists(given_values(q), max_size=2, unique=True))
    q["condition"] = draw(conditions(earlier))
    return q


def given_values(q: Json) -> st.SearchStrategy[Any]:
    """Single values that an answer to the question can hold."""
    match q["type"]:
        case "yes_no":
            return st.sampled_from(["yes", "no"])
        case "choice" | "multiple":
            return st.sampled_from([option["value"] for option in q["options"]])
        case "scale":
            return st.integers(q["scale"]["min"], q["scale"]["max"])
        case "number":
            # Edges twice as often as chance would give them: they are where a rule can slip.
            edges = [edge for r in q["ranges"] for edge in (r["from"], r["to"])]
            return st.sampled_from(edges) | st.integers(min(edges), max(edges))
    return st.text(max_size=5)


@st.composite
def conditions(draw: st.DrawFn, earlier: list[Json]) -> Json | None:
    which = draw(st.sampled_from(["none", "none", "question", "fact"]))
    if which == "fact":
        return {"fact": "channel", "in": draw(st.lists(st.sampled_from(CHANNELS), min_size=1))}
    sources = [q for q in earlier if q["type"] != "text"]
    if which == "none" or not sources:
        return None
    source = draw(st.sampled_from(sources))
    return {"question": source["key"], "in": draw(st.lists(given_values(source), min_size=1))}


@st.composite
def given_answers(draw: st.DrawFn, q: Json) -> Any:
    fate = draw(st.sampled_from(["value", "value", "value", "value", "na", "null", "absent"]))
    if fate == "na":
        return "N/A"
    if fate != "value":
        return None
    if q["type"] == "multiple":
        return draw(st.lists(given_values(q), unique=True))
    return draw(given_values(q))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Json, Json, Json]:
    """A scorecard, answers to it, and facts of the interaction."""
    earlier: list[Json] = []
    sections: list[Json] = []
    for s in range(draw(st.integers(1, 4))):
        mine: list[Json] = []
        for _ in range(draw(st.integers(0, 4))):
            q = draw(questions(f"q{len(earlier)}", earlier))
            mine.append(q)
            earlier.append(q)
        weight = draw(st.none() | WEIGHTS)
        sections.append({"key": f"s{s}", "title": "S", "weight": weight, "questions": mine})
    card = {
        "format": 1,
        "title": "Random",
        "channel": draw(st.sampled_from([None, *CHANNELS])),
        "pass_percent": draw(st.sampled_from([None, 0, 50, 80, 100])),
        "cap_percent": draw(st.sampled_from([None, 100, 100, 110])),
        "sections": sections,
    }
    answers = {q["key"]: draw(given_answers(q)) for q in earlier}
    facts = draw(st.sampled_from([{}, {"channel": "phone"}, {"channel": "chat"}]))
    return card, answers, facts
