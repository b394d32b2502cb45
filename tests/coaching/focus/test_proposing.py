"""Only what the evidence carries is proposed."""

from __future__ import annotations

from coaching.focus.proposing import Proposal, QuestionEvidence, propose
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence


def question(key: str, value: float, low: float, high: float) -> QuestionEvidence:
    score = Estimate(value, low, high, n=12, population=100, standard_error=5, df=11)
    return QuestionEvidence(1, key, key.title(), score)


def keys(proposal: Proposal) -> tuple[list[str], list[str]]:
    return [q.key for q in proposal.focus], [q.key for q in proposal.strengths]


def test_weakest_come_first_and_only_two() -> None:
    found = propose(
        [question("a", 60, 50, 70), question("b", 40, 30, 50), question("c", 55, 45, 65)],
        target=80,
    )
    assert keys(found) == (["b", "c"], [])


def test_interval_that_reaches_the_target_is_not_proposed() -> None:
    assert keys(propose([question("a", 60, 40, 80)], target=80)) == ([], [])
    assert keys(propose([question("a", 60, 40, 79.99)], target=80)) == (["a"], [])


def test_strength_needs_its_whole_interval_above_the_target() -> None:
    found = propose([question("a", 95, 80, 99), question("b", 95, 79.9, 99)], target=80)
    assert keys(found) == ([], ["a"])


def test_too_few_reviews_propose_nothing() -> None:
    few = QuestionEvidence(1, "a", "A", NotEnoughEvidence(4))
    assert keys(propose([few], target=80)) == ([], [])


def test_a_question_of_two_scorecards_is_worked_on_once() -> None:
    chat, mail = question("a", 40, 30, 50), question("a", 45, 35, 55)
    found = propose([mail, question("b", 60, 50, 70), chat], target=80)
    assert found.focus == (chat, question("b", 60, 50, 70))
