"""Rules over conversations: what is met, what is not, and when it cannot be told."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.suggestions.conversation import Conversation, Said
from scorecards.suggestions.judging import Seen, joined, judge
from tests.scorecards.suggestions.talks import NAMES, phrase, rules, said_plainly, talk

FIRST_TWO = {"end": "first", "count": 2}


def verdict(rule, conversation, facts=None):
    return judge(rules(rule), conversation, facts or {}).verdict


def test_a_phrase_in_the_first_turns_of_the_agent_is_met_with_its_place():
    conversation = talk("C: hello", "A: Good  morning!", "C: my bill", "A: let me see")
    outcome = judge(rules(phrase("good morning", within=FIRST_TWO)), conversation, {})
    assert (outcome.verdict, outcome.value) == ("met", "yes")
    assert outcome.seen == (Seen(2, 0, 13),)


def test_turns_are_counted_of_the_side_that_speaks():
    conversation = talk("C: a", "C: b", "C: c", "A: hello", "A: x", "A: thanks")
    assert verdict(phrase("hello", within={"end": "first", "count": 1}), conversation) == "met"
    assert verdict(phrase("thanks", within=FIRST_TWO), conversation) == "not_met"
    assert verdict(phrase("thanks", within={"end": "last", "count": 1}), conversation) == "met"
    assert verdict(phrase("hello", by="customer"), conversation) == "not_met"


def test_what_is_not_said_suggests_the_other_answer_with_the_turns_looked_at():
    outcome = judge(rules(phrase("sorry", within=FIRST_TWO)), talk("A: hi", "C: x", "A: so"), {})
    assert (outcome.verdict, outcome.value) == ("not_met", "no")
    assert outcome.seen == (Seen(1, 0, 2), Seen(3, 0, 2))


def test_only_whole_words_count_and_apostrophes_are_alike():
    assert verdict(phrase("art"), talk("A: party artful")) == "not_met"
    assert verdict(phrase("I'll call"), talk("A: I\u2019ll, CALL you")) == "met"


def test_masked_words_are_no_words():
    assert verdict(phrase("name"), talk("A: hello [name], welcome")) == "not_met"


def test_a_word_the_machine_was_unsure_of_makes_a_phrase_possible_only():
    turn = Said(1, 0, "agent", "good mourning", None, None, ((5, 13),))
    conversation = Conversation((turn,))
    assert verdict(phrase("good morning"), conversation) == "unknown"
    assert verdict(phrase("bad morning"), conversation) == "not_met"
    assert verdict({**phrase("good morning"), "kind": "no_phrase"}, conversation) == "unknown"


def test_an_unknown_speaker_may_be_either():
    conversation = talk("?: hello", "A: what is it", "C: my bill")
    assert verdict(phrase("hello"), conversation) == "unknown"
    assert verdict(phrase("hello", by="anyone"), conversation) == "met"
    assert verdict(phrase("bye"), conversation) == "not_met"
    # With the unknown turn before it, this may be the agent's second turn.
    one = phrase("what is it", within={"end": "first", "count": 1})
    assert verdict(one, conversation) == "unknown"


def test_bots_are_neither_side():
    assert verdict(phrase("hello", by="anyone"), talk("B: hello", "C: hi")) == "not_met"


def test_seconds_count_from_either_end():
    conversation = talk("A: hello", "C: x", "A: sorry", "C: y", "A: bye", seconds=10)
    early = {"end": "first", "count": 15, "unit": "seconds"}
    late = {"end": "last", "count": 15, "unit": "seconds"}
    assert verdict(phrase("hello", within=early), conversation) == "met"
    assert verdict(phrase("sorry", within=early), conversation) == "not_met"
    assert verdict(phrase("bye", within=late), conversation) == "met"
    assert verdict(phrase("sorry", within=late), conversation) == "not_met"


def test_without_times_seconds_cannot_be_told_unless_nobody_said_it():
    early = {"end": "first", "count": 15, "unit": "seconds"}
    assert verdict(phrase("hello", within=early), talk("A: hello")) == "unknown"
    assert verdict(phrase("sorry", within=early), talk("A: hello")) == "not_met"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(60, "met"), (60.5, "not_met"), (0, "met"), (None, "unknown"), ("60", "unknown"),
     (True, "unknown")],
)  # fmt: skip
def test_limits_of_a_fact_are_included(value, expected):
    rule = {"kind": "fact", "fact": "first_response_s", "at_most": 60}
    assert verdict(rule, None, {"first_response_s": value}) == expected


def test_a_flag_is_what_it_is_asked_to_be():
    rule = {"kind": "fact", "fact": "resolved", "be": True}
    assert [verdict(rule, None, {"resolved": it}) for it in (True, False, None, 1)] == [
        "met", "not_met", "unknown", "unknown",
    ]  # fmt: skip


def test_the_longest_wait_is_measured_before_turns_of_the_side():
    conversation = talk("C: a", "A: b", "C: c", "A: d", seconds=30)
    rule = {"kind": "pause", "by": "agent", "at_most": 30}
    assert verdict(rule, conversation) == "met"
    assert verdict({**rule, "at_most": 29}, conversation) == "not_met"


def test_a_pause_without_times_or_without_a_wait_cannot_be_told():
    rule = {"kind": "pause", "by": "agent", "at_most": 30}
    assert verdict(rule, talk("C: a", "A: b")) == "unknown"
    assert verdict(rule, talk("A: a", "C: b", seconds=5)) == "unknown"


def test_the_number_of_turns_is_a_range_where_speakers_are_unknown():
    conversation = talk("A: a", "?: b", "C: c")
    rule = {"kind": "turns", "by": "agent"}
    assert verdict({**rule, "at_least": 1}, conversation) == "met"
    assert verdict({**rule, "at_least": 2}, conversation) == "unknown"
    assert verdict({**rule, "at_least": 3}, conversation) == "not_met"


def test_turns_that_were_not_read_leave_it_open():
    cut = talk("A: hello", "C: x", "C: y", "A: bye", unread=500, head=2)
    assert verdict(phrase("hello"), cut) == "met"
    assert verdict(phrase("sorry"), cut) == "unknown"
    assert verdict(phrase("bye", within={"end": "last", "count": 1}), cut) == "met"
    assert verdict(phrase("sorry", within={"end": "first", "count": 1}), cut) == "not_met"
    assert verdict(phrase("sorry", within={"end": "first", "count": 2}), cut) == "unknown"
    assert verdict({"kind": "turns", "by": "agent", "at_most": 400}, cut) == "unknown"


def test_without_a_text_only_facts_can_be_told():
    assert verdict(phrase("hello"), None) == "unknown"
    assert verdict({"kind": "turns", "at_most": 4}, Conversation(())) == "unknown"


def test_any_rule_or_all_rules():
    conversation = talk("A: hello")
    both = [phrase("hello"), {"kind": "fact", "fact": "hold_s", "at_most": 5}]
    assert judge(rules(*both), conversation, {}).verdict == "unknown"
    assert judge(rules(*both, holds="any"), conversation, {}).verdict == "met"
    found = judge(rules(*both), conversation, {"hold_s": 9})
    assert (found.verdict, [part.why for part in found.decided_by]) == ("not_met", ["fact"])


@given(st.lists(st.sampled_from(["met", "not_met", "unknown"]), min_size=1, max_size=4))
def test_joined_verdicts_hold_however_the_unknown_turn_out(verdicts):
    ways = product(*([it == "met"] if it != "unknown" else [True, False] for it in verdicts))
    outcomes = {"all": set(), "any": set()}
    for way in ways:
        outcomes["all"].add(all(way))
        outcomes["any"].add(any(way))
    for holds, seen in outcomes.items():
        expected = "unknown" if len(seen) > 1 else "met" if seen == {True} else "not_met"
        assert joined(verdicts, holds) == expected


WORDS = st.sampled_from(["hello", "Hello,", "good", "morning", "GOOD", "so", "x!"])
LINES = st.lists(
    st.tuples(st.sampled_from(list(NAMES)), st.lists(WORDS, max_size=4)), min_size=1, max_size=7
)


@given(
    LINES,
    st.lists(st.sampled_from(["hello", "good morning", "so x"]), min_size=1),
    st.sampled_from(["first", "last"]),
    st.integers(1, 4),
    st.booleans(),
)
def test_phrases_agree_with_every_way_unknown_speakers_may_be(lines, phrases, end, count, negated):
    """Whoever the unknown speakers are, a verdict that is given is the true one."""
    conversation = talk(*(f"{who}: {' '.join(words)}" for who, words in lines))
    rule = phrase(*phrases, within={"end": end, "count": count})
    rule["kind"] = "no_phrase" if negated else "phrase"
    truths = set()
    unknown = [place for place, (who, _) in enumerate(lines) if who == "?"]
    for way in product("AC", repeat=len(unknown)):
        sides = [who for who, _ in lines]
        for place, who in zip(unknown, way, strict=True):
            sides[place] = who
        mine = [" ".join(words) for side, (_, words) in zip(sides, lines, strict=True)
                if side == "A"]  # fmt: skip
        near = mine[:count] if end == "first" else mine[-count:]
        truths.add(any(said_plainly(text, phrases) for text in near) is not negated)
    found = verdict(rule, conversation)
    if found != "unknown":
        assert truths == {found == "met"}
    elif not unknown:
        raise AssertionError("everything is known here")


@given(
    st.lists(st.sampled_from("AC?B"), min_size=1, max_size=6),
    st.integers(0, 6),
    st.integers(0, 6),
)
def test_numbers_of_turns_agree_with_every_way_unknown_speakers_may_be(sides, low, more):
    rule = {"kind": "turns", "by": "agent", "at_least": low, "at_most": low + more}
    known, unknown = sides.count("A"), sides.count("?")
    truths = {low <= known + extra <= low + more for extra in range(unknown + 1)}
    expected = "unknown" if len(truths) > 1 else "met" if truths == {True} else "not_met"
    assert verdict(rule, talk(*(f"{side}: x" for side in sides))) == expected
