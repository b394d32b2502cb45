"""The rules of scoring once more, plainly, on raw JSON: written from the text, not from the code.

It walks the card as nested dicts and keeps running totals; the real module reads models. The two
must agree on every random card.
"""

from fractions import Fraction
from typing import Any

Json = dict[str, Any]
INFINITE = Fraction(10**12)


def number(value: Any) -> Fraction:
    return Fraction(str(value))


def is_visible(q: Json, card: Json, answers: Json, facts: Json) -> bool:
    condition = q.get("condition")
    if not condition:
        return True
    if "fact" in condition:
        merged = {"channel": card.get("channel"), **facts}
        return comes_true(condition, merged.get(condition["fact"]), loose=True)
    for other in [x for s in card["sections"] for x in s["questions"]]:
        if other["key"] == q["key"]:
            return False
        if other["key"] == condition["question"]:
            given = answers.get(other["key"])
            if given is None or given == "N/A" or not is_visible(other, card, answers, facts):
                return False
            picked = given if isinstance(given, list) else [given]
            return any(comes_true(condition, p, loose=False) for p in picked)
    return False


def comes_true(condition: Json, value: Any, loose: bool) -> bool:
    """Whether one value opens the question; `loose` compares text without case and outer spaces."""
    if "from" in condition or "to" in condition:
        if isinstance(value, bool | str) or value is None:
            return False
        low, high = condition.get("from"), condition.get("to")
        if low is not None and number(value) < number(low):
            return False
        return high is None or number(value) < number(high)
    for wanted in condition["in"]:
        if isinstance(wanted, bool) or isinstance(value, bool):
            if wanted is value:
                return True
        elif isinstance(wanted, str) and isinstance(value, str) and loose:
            if wanted.strip().lower() == value.strip().lower():
                return True
        elif wanted == value:
            return True
    return False


def fraction_of(q: Json, given: Any) -> Fraction | None:
    if q.get("excluded") or q["type"] == "text":
        return None
    if q["type"] == "yes_no":
        for o in q.get("options", []):
            if o["value"] == given:
                return number(o["score"])
        return Fraction(1) if given == "yes" else Fraction(0)
    if q["type"] == "choice":
        return number(next(o["score"] for o in q["options"] if o["value"] == given))
    if q["type"] == "multiple":
        total = sum((number(o["score"]) for o in q["options"] if o["value"] in given), Fraction(0))
        most = number(q["cap"]) if q.get("cap") is not None else Fraction(1)
        return total if total < most else most
    if q["type"] == "scale":
        low, high = q["scale"]["min"], q["scale"]["max"]
        return Fraction(given - low, high - low)
    if not q["ranges"]:
        return None
    start = {id(r): -INFINITE if r["from"] is None else number(r["from"]) for r in q["ranges"]}
    end = {id(r): INFINITE if r["to"] is None else number(r["to"]) for r in q["ranges"]}
    for r in q["ranges"]:
        if start[id(r)] <= number(given) < end[id(r)]:
            return number(r["score"])
    last = max(q["ranges"], key=lambda r: start[id(r)])
    if number(given) == end[id(last)]:
        return number(last["score"])
    raise AssertionError("the strategies give only numbers inside the ranges")


def reference_score(card: Json, answers: Json, facts: Json) -> Json:
    top = Fraction(0)
    top_without = Fraction(0)
    bottom = Fraction(0)
    failed = False
    sections: Json = {}
    questions: Json = {}
    for s in card["sections"]:
        numerator = Fraction(0)
        denominator = Fraction(0)
        section_failed = False
        for q in s["questions"]:
            given = answers.get(q["key"])
            empty = given is None or (q["type"] == "text" and given.strip() == "")
            questions[q["key"]] = {"state": "unanswered", "passed": None, "band": None}
            if not is_visible(q, card, answers, facts):
                questions[q["key"]]["state"] = "hidden"
                continue
            if empty or given == "N/A":
                questions[q["key"]]["state"] = "unanswered" if empty else "na"
                continue
            questions[q["key"]]["state"] = "answered"
            picked = given if isinstance(given, list) else [given]
            hit = q.get("critical") and any(p in q.get("fatal_values", []) for p in picked)
            if hit:
                if q["critical"] == "section":
                    section_failed = True
                else:
                    failed = True
            fraction = fraction_of(q, given)
            if fraction is None:
                continue
            questions[q["key"]] |= verdict(q, 100 * fraction, bool(hit))
            numerator += number(q["weight"]) * fraction
            if not q.get("bonus"):
                denominator += number(q["weight"])
        percent = None
        if denominator > 0:
            percent = 100 * numerator / denominator
            big = denominator if s.get("weight") is None else number(s["weight"])
            bottom += big
            top_without += big * percent
            if section_failed:
                percent = Fraction(0)
            top += big * percent
        sections[s["key"]] = {
            "percent": percent,
            "failed": section_failed,
            **verdict(s, percent, section_failed),
        }
    raw = top / bottom if bottom else None
    without = top_without / bottom if bottom else None
    if failed:
        raw = Fraction(0)
    percent = limit(card, raw)
    return {
        "percent": percent,
        "raw_percent": raw,
        "percent_without_fatal": limit(card, without),
        "failed": failed,
        "failed_sections": [k for k, v in sections.items() if v["failed"]],
        "no_score": percent is None,
        **verdict(card, percent, failed),
        "sections": sections,
        "questions": questions,
    }


def verdict(part: Json, percent: Fraction | None, failed: bool) -> Json:
    """Passed or not, and the band, of a card, section or question by its own marks."""
    mark = part.get("pass_percent")
    known = percent is not None
    passed = (not failed and percent >= number(mark)) if known and mark is not None else None
    band = None
    for b in sorted(part.get("bands", []), key=lambda b: b["from"]):
        if known and percent >= number(b["from"]):
            band = b["label"]
    return {"passed": passed, "band": band}


def limit(card: Json, value: Fraction | None) -> Fraction | None:
    if value is None:
        return None
    cap = card.get("cap_percent", 100)
    if cap is not None and value > number(cap):
        value = number(cap)
    return value if value > 0 else Fraction(0)
