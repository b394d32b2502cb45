"""Two versions of a text side by side, and the words in which they differ."""

from __future__ import annotations

from transcription.transcripts.comparing import Part, Said, Side, compared


def test_words_that_differ_are_told_apart_and_counted() -> None:
    found = compared(
        [Said("agent", "Hello, this is Hannah."), Said("customer", "My cattle is broken.")],
        [Said("agent", "hello this is Anna."), Said("customer", "My kettle is broken now.")],
    )
    assert (found.same, found.only_left, found.only_right) == (6, 2, 3)
    assert found.rows[1].left == (
        Side("customer", (Part("My", True), Part("cattle", False), Part("is broken.", True))),
    )
    assert found.rows[1].right == (
        Side(
            "customer",
            (Part("My", True), Part("kettle", False), Part("is broken", True), Part("now.", False)),
        ),
    )


def test_turns_meet_by_their_times_however_they_were_cut() -> None:
    left = [Said("agent", "One two three four.", 0.0, 4.0), Said("customer", "Five.", 5.0, 6.0)]
    right = [
        Said("agent", "One two.", 0.1, 2.0),
        Said("agent", "Three for.", 2.4, 3.9),
        Said("customer", "Five.", 5.1, 6.0),
        Said("agent", "Bye.", 8.0, 9.0),
    ]
    found = compared(left, right)
    assert [(len(row.left), len(row.right), row.start_s) for row in found.rows] == [
        (1, 2, 0.0), (1, 1, 5.0), (0, 1, 8.0)
    ]  # fmt: skip
    assert [row.differs for row in found.rows] == [True, False, True]
    assert (found.same, found.only_left, found.only_right) == (4, 1, 2)


def test_the_same_text_differs_in_nothing_and_other_speakers_do() -> None:
    one = [Said("agent", "Hello.", 0.0, 1.0)]
    assert not compared(one, one).rows[0].differs
    other = compared(one, [Said("customer", "Hello.", 0.0, 1.0)])
    assert (other.rows[0].differs, other.only_left, other.only_right) == (True, 0, 0)
    assert compared([], []).rows == ()
