"""Past answers under a draft: by hand, against the reference, and without any change."""

from decimal import Decimal
from random import Random

from hypothesis import given, settings

from scorecards.design.answers import read_answers
from scorecards.design.document import parse
from scorecards.design.exact import shown
from scorecards.replay.carrying import carried
from scorecards.replay.changes import Unit
from scorecards.replay.rescoring import Rescoring, Verdict
from tests.scorecards.design.cards import document, question, section, tenths
from tests.scorecards.design.random_cards import case, scorecard
from tests.scorecards.design.reference import reference_score
from tests.scorecards.design.strategies import cases

OLD = document(section("s", question("a", 40), question("b", 40), question("c", 20)))
ANSWERS = {"a": "yes", "b": "no", "c": "yes"}


def passed(percent):
    return Verdict(Decimal(percent), True, False)


def below(percent):
    return Verdict(Decimal(percent), False, False)


def test_a_weight_moves_the_score_as_by_hand():
    new = document(section("s", question("a", 40), question("b", 10), question("c", 20)))
    found = Rescoring(OLD, new).rescore(ANSWERS, {})
    # (40 + 20)/100 before, (40 + 20)/70 after.
    assert (found.before, found.after) == (below(60), passed("85.714286"))
    assert found.without == {Unit("question", "b"): below(60)}
    assert (found.lost, found.missing) == ({}, ())


def test_two_changes_are_taken_back_one_by_one():
    new = document(
        section("s", question("a", 40), question("b", 10), question("c", 20), question("n", 30)),
        pass_percent=50,
    )
    found = Rescoring(OLD, new).rescore(ANSWERS, {})
    assert found.after == passed("85.714286")
    assert found.missing == ("n",)
    assert found.without == {
        Unit("question", "b"): passed(60),
        Unit("question", "n"): passed("85.714286"),
        Unit("card", "pass_percent"): passed("85.714286"),
    }


def test_what_the_draft_cannot_take_counts_as_not_answered():
    new = document(section("s", question("a", 40), tenths("b", 40), question("c", 20)))
    found = Rescoring(OLD, new).rescore(ANSWERS, {})
    assert found.after == passed(100)
    assert (found.lost, found.missing) == ({"b": "option"}, ("b",))
    assert found.without == {Unit("question", "b"): below(60)}


def test_nothing_left_to_score_is_no_score():
    new = document(section("s", question("n")))
    found = Rescoring(OLD, new).rescore(ANSWERS, {})
    assert found.after == Verdict(None, None, False)
    assert found.lost == {"a": "removed", "b": "removed", "c": "removed"}


def test_a_question_made_fatal_fails_what_it_hit():
    fatal = {"critical": "evaluation", "fatal_values": ["no"]}
    new = document(section("s", question("a", 40), question("b", 40, **fatal), question("c", 20)))
    found = Rescoring(OLD, new).rescore(ANSWERS, {})
    assert found.after == Verdict(Decimal(0), False, True)


def test_alike_evaluations_are_worked_out_once_and_facts_tell_them_apart():
    shown = {"condition": {"fact": "topic", "in": ["billing"]}}
    new = document(section("s", question("a", 40), question("b", 40, **shown), question("c", 20)))
    rescoring = Rescoring(OLD, new)
    one = rescoring.rescore(ANSWERS, {"topic": "billing", "hold_s": 1})
    assert rescoring.rescore(dict(reversed(ANSWERS.items())), {"topic": "billing"}) is one
    assert (one.after, rescoring.rescore(ANSWERS, {"topic": "other"}).after) == (
        below(60),
        passed(100),
    )


@settings(max_examples=150, deadline=None)
@given(cases())
def test_an_alike_draft_changes_nothing(drawn):
    card, answers, known = drawn
    same = parse(card)
    found = Rescoring(same, parse(card)).rescore(answers, known)
    assert (found.before, found.lost, found.without) == (found.after, {}, {})


def redrafted(dice, card):
    """A card with some of its questions drawn anew, dropped, or moved, and others added."""
    other = scorecard(dice)
    fresh = [q for part in other["sections"] for q in part["questions"]]
    sections = []
    for part in card["sections"]:
        kept = [q for q in part["questions"] if dice.random() < 0.8]
        changed = [{**q, "weight": dice.choice([1, 7, 30])} if dice.random() < 0.4 else q
                   for q in kept]  # fmt: skip
        sections.append({**part, "questions": changed})
    for q in fresh[:2]:
        plain = {**q, "key": f"new-{q['key']}", "condition": None}
        dice.choice(sections)["questions"].append(plain)
    return {**card, "sections": sections, "pass_percent": dice.choice([None, 50, 80])}


def test_a_replay_agrees_with_the_reference():
    """The reference scores the carried answers under the draft, and the old ones under the old."""
    for seed in range(300):
        dice = Random(seed)
        card, answers, known = case(dice)
        draft = redrafted(dice, card)
        found = Rescoring(parse(card), parse(draft)).rescore(answers, known)
        taken = carried(read_answers(parse(card), answers, known), answers, parse(draft)).answers
        assert told(found.before) == by_reference(card, answers, known)
        assert told(found.after) == by_reference(draft, taken, known)


def told(verdict):
    percent = None if verdict.percent is None else float(verdict.percent)
    return percent, verdict.passed, verdict.failed


def by_reference(card, answers, known):
    expected = reference_score(card, answers, known)
    return shown(expected["percent"]), expected["passed"], expected["failed"]
