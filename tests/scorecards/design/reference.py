"""The rules of scoring once more, plainly, on raw JSON: written from the text, not from the code.

It walks the card as nested dicts and keeps running totals; the real module reads models. The two
must agree on every random card.
"""

from fractions import Fraction
from typing import Any

Json = dict[str, Any]


def number(value: Any) -> Fraction:
    return Fraction(str(value))


def is_visible(q: Json, card: Json, answers: Json, facts: Json) -> bool:
    condition = q.get("condition")
    if not condition:
        return True
    if "fact" in condition:
        merged = {"channel": card.get("channel"), **facts}
        return merged.get(condition["fact"]) in condition["in"]
    for other in [x for s in card["sections"] for x in s["questions"]]:
        if other["key"] == q["key"]:
            return False
        if other["key"] == condition["question"]:
            given = answers.get(other["key"])
            if given is None or given == "N/A" or not is_visible(other, card, answers, facts):
                return False
            picked = given if isinstance(given, list) else [given]
            return any(p in condition["in"] for p in picked)
    return False


def fraction_of(q: Json, given: Any) -> Fraction | None:
    if q.get("excluded") or q["type"] == "text":
        return None
    if q["type"] == "yes_no":
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
    top = max(r["to"] for r in q["ranges"])
    for r in q["ranges"]:
        if r["from"] <= given < r["to"] or given == r["to"] == top:
            return number(r["score"])
    raise AssertionError("the strategies give only numbers inside the ranges")


def reference_score(card: Json, answers: Json, facts: Json) -> Json:
    top = Fraction(0)
    top_without = Fraction(0)
    bottom = Fraction(0)
    failed = False
    sections: Json = {}
    for s in card["sections"]:
        numerator = Fraction(0)
        denominator = Fraction(0)
        section_failed = False
        for q in s["questions"]:
            given = answers.get(q["key"])
            if given is None or given == "N/A" or not is_visible(q, card, answers, facts):
                continue
            picked = given if isinstance(given, list) else [given]
            if q.get("critical") and any(p in q.get("fatal_values", []) for p in picked):
                if q["critical"] == "section":
                    section_failed = True
                else:
                    failed = True
            fraction = fraction_of(q, given)
            if fraction is None:
                continue
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
        sections[s["key"]] = {"percent": percent, "failed": section_failed}
    raw = top / bottom if bottom else None
    without = top_without / bottom if bottom else None
    if failed:
        raw = Fraction(0)
    percent = limit(card, raw)
    mark = card.get("pass_percent")
    return {
        "percent": percent,
        "raw_percent": raw,
        "percent_without_fatal": limit(card, without),
        "failed": failed,
        "failed_sections": [k for k, v in sections.items() if v["failed"]],
        "no_score": percent is None,
        "passed": None
        if percent is None or mark is None
        else (not failed and percent >= number(mark)),
        "sections": sections,
    }


def limit(card: Json, value: Fraction | None) -> Fraction | None:
    if value is None:
        return None
    cap = card.get("cap_percent", 100)
    if cap is not None and value > number(cap):
        value = number(cap)
    return value if value > 0 else Fraction(0)
