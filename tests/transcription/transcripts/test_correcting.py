"""People mend transcripts: the machine's text stays, everything after uses the mended one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Conflict, Refused
from qa_app.core.permissions import Role
from qa_app.people.models import User
from qa_app.search.indexing import matching
from tests.factories.feedback import make_desk, make_evaluation
from tests.factories.interactions import make_interaction
from tests.factories.people import AT, make_team, make_user
from transcription.interactions.models import Interaction, MaskedOriginal
from transcription.interactions.revealing import reveal
from transcription.transcripts.correcting import Change, choose, history, mend, set_speakers, undo
from transcription.transcripts.models import Speaker, Transcript
from transcription.transcripts.queries import current_transcript

RunJobs = Callable[[], tuple[int, int]]
SAID = (
    ("agent", "Hello, you are speaking with Anna."),
    ("customer", "My kettle is broken, write to a@example.com or b@example.com."),
    ("agent", "Thank you."),
)


@pytest.fixture
def who(session: Session) -> User:
    return make_user(session, Role.QA_MANAGER)


@pytest.fixture
def interaction(session: Session) -> Interaction:
    agent = make_user(session, Role.AGENT, make_team(session))
    return make_interaction(session, agent, SAID)


def current(session: Session, interaction: Interaction) -> Transcript:
    session.expire_all()
    found = current_transcript(session, interaction.id)
    assert found is not None
    return found


def texts(transcript: Transcript) -> list[str]:
    return [turn.text for turn in transcript.turns]


def mended(session: Session, interaction: Interaction, who: User, *changes: Change) -> Transcript:
    mend(session, interaction, current(session, interaction), changes, by=who.id, at=AT)
    return current(session, interaction)


def test_a_mended_text_is_a_version_of_its_own_and_the_machines_stays(
    session: Session, interaction: Interaction, who: User
) -> None:
    first = current(session, interaction)
    own = mended(session, interaction, who, Change(0, "Hello, this is Anna."))
    assert (own.number, own.origin, own.based_on, own.made_by) == (2, "corrected", first.id, who.id)
    assert texts(own)[0] == "Hello, this is Anna."
    assert texts(own)[1:] == texts(first)[1:]
    assert (texts(first)[0], first.is_current) == (SAID[0][1], False)
    # Nothing rests on it yet, so a further change goes into the same version.
    again = mended(session, interaction, who, Change(2, speaker=Speaker.CUSTOMER))
    assert (again.id, again.turns[2].speaker) == (own.id, Speaker.CUSTOMER)
    done = [(each.kind, each.position, each.made_by) for each in history(session, again)]
    assert done == [("speaker", 2, who.id), ("text", 0, who.id)]
    rows = session.scalars(select(AuditRow).where(AuditRow.act == "transcript.mend")).all()
    assert [row.after for row in rows] == [
        {"transcript": own.id, "number": 2, "turns": [0]},
        {"transcript": own.id, "number": 2, "turns": [2]},
    ]


def test_what_was_scored_keeps_the_version_that_was_seen(session: Session, who: User) -> None:
    evaluation = make_evaluation(session, make_desk(session), at=AT)
    interaction, seen = evaluation.interaction, evaluation.transcript_id
    second = mended(session, interaction, who, Change(0, "Hello, this is Anna."))
    assert (second.number, second.based_on) == (2, seen)
    assert (evaluation.transcript_id, second.id != seen) == (seen, True)
    evaluation.transcript_id = second.id
    session.flush()
    third = mended(session, interaction, who, Change(0, "Hello, Anna here."))
    assert (third.number, third.based_on) == (3, second.id)
    assert texts(session.get_one(Transcript, second.id))[0] == "Hello, this is Anna."
    assert [each.after for each in history(session, third)] == [
        {"text": "Hello, Anna here."}, {"text": "Hello, this is Anna."}
    ]  # fmt: skip


def test_undo_takes_back_one_change_after_the_other_and_stays_on_the_record(
    session: Session, interaction: Interaction, who: User
) -> None:
    mended(session, interaction, who, Change(0, "Hello, this is Anna."))
    mended(session, interaction, who, Change(1, "My kettle is broken."))
    undo(session, interaction, current(session, interaction), by=who.id, at=AT)
    assert texts(current(session, interaction)) == [
        "Hello, this is Anna.",
        "My kettle is broken, write to [email] or [email].",
        "Thank you.",
    ]
    shown = reveal(session, interaction, reason="to see whether", by=who.id, at=AT)
    assert [one.text for one in shown] == ["a@example.com", "b@example.com"]
    undo(session, interaction, current(session, interaction), by=who.id, at=AT)
    assert texts(current(session, interaction))[0] == SAID[0][1]
    with pytest.raises(Refused, match="nothing to undo"):
        undo(session, interaction, current(session, interaction), by=who.id, at=AT)
    found = history(session, current(session, interaction))
    assert [(each.position, each.undone_by) for each in found] == [(1, who.id), (0, who.id)]


def test_what_is_entered_is_masked_and_originals_follow_their_placeholders(
    session: Session, interaction: Interaction, who: User
) -> None:
    text = "It is 4111 1111 1111 1111. My kettle broke, write to [email], not x@example.com."
    own = mended(session, interaction, who, Change(1, text))
    assert texts(own)[1] == "It is [card]. My kettle broke, write to [email], not [email]."
    shown = reveal(session, interaction, reason="to see whether", by=who.id, at=AT)
    assert [(one.placeholder, one.text) for one in shown] == [
        ("[email]", "a@example.com"), ("[email]", "x@example.com")
    ]  # fmt: skip
    rows = session.scalars(select(MaskedOriginal).where(MaskedOriginal.is_current.is_(True))).all()
    assert sorted(own.turns[1].text[row.start : row.start + 7] for row in rows) == ["[email]"] * 2


def test_search_follows(
    session: Session, interaction: Interaction, who: User, run_jobs: RunJobs
) -> None:
    run_jobs()
    mended(session, interaction, who, Change(1, "My toaster is broken."))
    run_jobs()
    for word, found in (("toaster", [interaction.id]), ("kettle", [])):
        query = matching(session, word)
        assert query is not None
        assert list(session.scalars(query)) == found


def test_an_earlier_version_can_be_read_again(
    session: Session, interaction: Interaction, who: User
) -> None:
    first = current(session, interaction)
    mended(session, interaction, who, Change(1, "My kettle is broken."))
    assert reveal(session, interaction, reason="to see whether", by=who.id, at=AT) == []
    choose(session, interaction, session.get_one(Transcript, first.id), by=who.id, at=AT)
    assert current(session, interaction).id == first.id
    shown = reveal(session, interaction, reason="to see whether", by=who.id, at=AT)
    assert [one.text for one in shown] == ["a@example.com", "b@example.com"]
    with pytest.raises(Refused, match="read already"):
        choose(session, interaction, current(session, interaction), by=who.id, at=AT)


def test_speakers_of_many_turns_change_at_once_and_back(
    session: Session, interaction: Interaction, who: User
) -> None:
    swapped = {0: Speaker.CUSTOMER, 1: Speaker.AGENT, 2: Speaker.CUSTOMER}
    set_speakers(session, interaction, current(session, interaction), swapped, by=who.id, at=AT)
    now = {turn.position: turn.speaker for turn in current(session, interaction).turns}
    assert now == swapped
    undo(session, interaction, current(session, interaction), by=who.id, at=AT)
    assert [turn.speaker.value for turn in current(session, interaction).turns] == [
        speaker for speaker, _ in SAID
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(0, " \u202e "), "would be empty"),
        (Change(9, "Hello"), "no such turn"),
        (Change(0, SAID[0][1], Speaker.AGENT), "Nothing was changed"),
        (Change(0, "x" * 100_001), "longer than 100,000"),
    ],
)
def test_what_changes_nothing_or_leaves_nothing_is_refused(
    session: Session, interaction: Interaction, who: User, change: Change, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        mended(session, interaction, who, change)


def test_a_version_that_is_no_longer_read_is_not_changed(
    session: Session, interaction: Interaction, who: User
) -> None:
    first = current(session, interaction)
    mended(session, interaction, who, Change(2, "Thanks."))
    with pytest.raises(Conflict):
        mend(session, interaction, first, [Change(2, "Bye.")], by=who.id, at=AT)
