"""The scoring against the plain reference implementation, on random scorecards and answers."""

import json
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from scorecards.design.document import parse, to_json
from scorecards.design.scoring import score, to_public
from scorecards.design.verdicts import verdicts
from tests.scorecards.design.random_cards import case
from tests.scorecards.design.reference import reference_score
from tests.scorecards.design.strategies import cases

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=500, deadline=None, suppress_health_check=SLOW)
@given(cases())
def test_the_score_agrees_with_a_plain_reference(drawn):
    agree(*drawn)


@pytest.mark.slow
def test_ten_thousand_scores_agree_with_a_plain_reference():
    for seed in range(10_000):
        agree(*case(Random(seed)))


def agree(card, answers, facts):
    document = parse(card)
    result = score(document, answers, facts)
    assert told(result) == reference_score(card, answers, facts)
    shares = sum(item.weight_share for item in result.questions.values())
    assert shares == (0 if result.percent_without_fatal is None else 1)
    if not result.failed and not result.failed_sections and result.raw_percent is not None:
        assert sum(item.points for item in result.questions.values()) == result.raw_percent
    json.dumps({**to_public(result), "verdicts": verdicts(result)})
    assert parse(to_json(document)) == document


def told(result):
    """All that the reference says of a score, as the real module says it."""
    names = ("percent", "raw_percent", "percent_without_fatal", "failed", "no_score")
    return {
        **{name: getattr(result, name) for name in names},
        "failed_sections": list(result.failed_sections),
        "passed": result.passed,
        "band": result.band,
        "sections": {
            key: {
                "percent": item.percent,
                "failed": item.failed,
                "passed": item.passed,
                "band": item.band,
            }
            for key, item in result.sections.items()
        },
        "questions": {
            key: {"state": item.state, "passed": item.passed, "band": item.band}
            for key, item in result.questions.items()
        },
    }
