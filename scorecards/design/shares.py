"""Weights as people read them: each question's part of the whole score when everything applies."""

from fractions import Fraction

from scorecards.design.document import ScorecardDocument, Section


def shares(document: ScorecardDocument) -> dict[str, Fraction]:
    """Return every question's share of 1 with all of them shown and answered.

    Shares add up to 1, or to 0 where nothing counts. A bonus, free text or excluded question has
    none: it adds nothing to the denominator.
    """
    weights = {section.key: section_weight(section) for section in document.sections}
    total = sum(weights.values(), Fraction(0))
    return {
        question.key: _part(weights[section.key], total)
        * (_part(Fraction(question.weight), base_of(section)) if question.counted else 0)
        for section in document.sections
        for question in section.questions
    }


def section_shares(document: ScorecardDocument) -> dict[str, Fraction]:
    """Return every section's share of 1, in the same sense."""
    weights = {section.key: section_weight(section) for section in document.sections}
    total = sum(weights.values(), Fraction(0))
    return {key: _part(weight, total) for key, weight in weights.items()}


def section_weight(section: Section) -> Fraction:
    """Return a section's W: as given, or the sum of its weights; 0 where nothing in it counts."""
    base = base_of(section)
    return Fraction(section.weight) if base and section.weight is not None else base


def base_of(section: Section) -> Fraction:
    """Return the sum of the weights of a section's questions that count."""
    counted = (Fraction(item.weight) for item in section.questions if item.counted)
    return sum(counted, Fraction(0))


def _part(weight: Fraction, total: Fraction) -> Fraction:
    return weight / total if total else Fraction(0)
