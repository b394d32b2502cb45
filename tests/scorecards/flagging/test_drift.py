"""Drift: nothing on the same work, something where topics or length change."""

from scorecards.flagging.drift import drift, reference
from scorecards.flagging.reading import read
from tests.scorecards.flagging.made import centre, said


def test_the_same_work_is_steady() -> None:
    chats, _ = centre(300)
    readings = [read(c) for c in chats]
    chances = [i / 300 for i in range(300)]
    found = drift(reference(readings, chances), readings, chances)
    assert {d.name for d in found} == {
        "Channel mix", "Topics", "Length", "Pauses and holds", "Customer words", "Agent words",
        "Risk score",
    }  # fmt: skip
    assert {(d.psi, d.state) for d in found} == {(0.0, "steady")}


def test_a_new_topic_and_new_words_stand_out() -> None:
    before = [read(c) for c in centre(300)[0]]
    new = [read(said(("customer", "quantum flux"), ("agent", "hi"), topic="prices"))] * 100
    found = drift(reference(before, [0.5] * 300), new, [0.5] * 100)
    states = {d.name: d.state for d in found}
    assert [d.psi for d in found] == sorted((d.psi for d in found), reverse=True)
    assert states["Topics"] == states["Customer words"] == states["Length"] == "refit"
    assert states["Channel mix"] == states["Risk score"] == "steady"
