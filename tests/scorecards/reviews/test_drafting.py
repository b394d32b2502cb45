"""Drafts: opened once, saved whole, never overwritten, and only with what the scorecard has."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.errors import Conflict, Refused
from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.design.models import Version
from scorecards.reviews.draft import Cited, Draft, Sent, read_sent
from scorecards.reviews.drafting import DraftConflict, draft_of, evaluation_of, save
from scorecards.reviews.models import (
    Answer,
    Assignment,
    AssignmentState,
    Evaluation,
    EvaluationState,
    Pool,
)
from tests.factories.people import make_team, make_user
from tests.factories.queue import AT, make_assignment, make_text
from tests.factories.scorecards import make_published
from transcription.transcripts.models import Transcript, Turn


@dataclass
class Work:
    """One item of a reviewer."""

    version: Version
    reviewer: User
    item: Assignment
    turns: list[Turn]

    def sent(self, revision: int = 0, seconds: int = 0, **draft: Any) -> Sent:
        """What the browser sends."""
        return Sent(version_id=self.version.id, revision=revision, seconds=seconds,
                    draft=Draft(**draft))  # fmt: skip


@pytest.fixture
def work(session: Session) -> Work:
    version = make_published(session)
    agent = make_user(session, Role.AGENT, make_team(session))
    reviewer = make_user(session, Role.REVIEWER)
    interaction = make_text(session, agent)
    item = make_assignment(session, interaction, reviewer)
    turns = list(
        session.scalars(
            select(Turn).join(Transcript, Turn.transcript_id == Transcript.id)
            .where(Transcript.interaction_id == interaction.id).order_by(Turn.position)
        )
    )  # fmt: skip
    return Work(version, reviewer, item, turns)


def put(session: Session, work: Work, sent: Sent) -> Evaluation:
    return save(session, work.item, sent, by=work.reviewer.id, at=AT)


def test_the_first_save_opens_an_evaluation_of_the_item(session: Session, work: Work) -> None:
    found = put(session, work, work.sent(answers={"greeting": "yes"}, seconds=7))
    assert found.state is EvaluationState.DRAFT
    assert found.revision == 1
    assert found.active_seconds == 7
    assert (found.pool, found.inclusion_probability) == (Pool.RANDOM, 0.1)
    assert found.version_id == work.item.version_id == work.version.id
    assert found.transcript_id == work.turns[0].transcript_id
    assert found.percent is None
    assert evaluation_of(session, work.item) is found


def test_what_is_saved_comes_back_whole(session: Session, work: Work) -> None:
    cited = Cited(question="solved", turn=work.turns[2].id, start=0, end=12)
    draft = Draft(
        answers={"identity": "no", "solved": "partly", "greeting": "N/A"},
        comments={"identity": "Nothing was asked."},
        evidence=[cited],
        comment="Friendly.",
    )
    put(session, work, Sent(version_id=work.version.id, revision=0, draft=draft))
    session.commit()
    session.expire_all()
    found = evaluation_of(session, work.item)
    assert found is not None
    assert draft_of(found) == draft.tidy()
    assert [row.quote for row in found.evidence] == ["It is A-1042"]


def test_offsets_count_characters_behind_a_picture(session: Session, work: Work) -> None:
    text = work.turns[2].text
    start = text.index("in case")
    cited = Cited(question="solved", turn=work.turns[2].id, start=start, end=start + 7)
    found = put(session, work, work.sent(evidence=[cited]))
    assert found.evidence[0].quote == "in case"


def test_an_answer_taken_back_leaves_no_row(session: Session, work: Work) -> None:
    put(session, work, work.sent(answers={"greeting": "yes", "solved": "open"}))
    found = put(session, work, work.sent(1, answers={"solved": "open"}))
    assert [row.question_key for row in found.answers] == ["solved"]
    assert session.scalar(select(func.count(Answer.id))) == 1
    assert found.revision == 2


def test_an_older_revision_gets_both_texts_and_changes_nothing(
    session: Session, work: Work
) -> None:
    put(session, work, work.sent(comment="The first window."))
    with pytest.raises(DraftConflict) as caught:
        put(session, work, work.sent(comment="The second window."))
    assert caught.value.stored == Draft(comment="The first window.")
    assert caught.value.revision == 1
    found = evaluation_of(session, work.item)
    assert found is not None
    assert found.comment == "The first window."


def test_sending_the_same_again_is_no_conflict(session: Session, work: Work) -> None:
    put(session, work, work.sent(answers={"greeting": "yes"}))
    assert put(session, work, work.sent(answers={"greeting": "yes"})).revision == 1


def test_a_save_without_a_change_keeps_the_revision_and_adds_the_time(
    session: Session, work: Work
) -> None:
    put(session, work, work.sent(answers={"greeting": "yes"}, seconds=5))
    found = put(session, work, work.sent(1, answers={"greeting": "yes"}, seconds=6))
    assert (found.revision, found.active_seconds) == (1, 11)


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ({"answers": {"forged": "yes"}}, "no question “forged”"),
        ({"answers": {"greeting": "perhaps"}}, "not one of its answers"),
        ({"comments": {"forged": "x"}}, "no question “forged”"),
        ({"causes": {"greeting": ["habit"]}}, "no cause “habit”"),
    ],
)
def test_what_the_scorecard_does_not_have_is_refused(
    session: Session, work: Work, draft: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        put(session, work, work.sent(**draft))


def test_evidence_must_lie_in_a_turn_of_this_transcript(session: Session, work: Work) -> None:
    other = make_text(session, work.item.interaction.agent)
    foreign = session.scalars(
        select(Turn).join(Transcript, Turn.transcript_id == Transcript.id)
        .where(Transcript.interaction_id == other.id)
    ).first()  # fmt: skip
    assert foreign is not None
    cited = Cited(question="solved", turn=foreign.id, start=0, end=1)
    with pytest.raises(Refused, match="not in this transcript"):
        put(session, work, work.sent(evidence=[cited]))
    long = len(work.turns[0].text) + 1
    cited = Cited(question="solved", turn=work.turns[0].id, start=0, end=long)
    with pytest.raises(Refused, match="outside its sentence"):
        put(session, work, work.sent(evidence=[cited]))


@pytest.mark.parametrize("state", [s for s in AssignmentState if s is not AssignmentState.OPEN])
def test_an_item_that_is_not_open_takes_no_draft(
    session: Session, work: Work, state: AssignmentState
) -> None:
    work.item.state = state
    with pytest.raises(Conflict):
        put(session, work, work.sent(answers={"greeting": "yes"}))
    assert evaluation_of(session, work.item) is None


def test_a_scorecard_published_meanwhile_is_told_before_anything_is_begun(
    session: Session, work: Work
) -> None:
    sent = work.sent(answers={"greeting": "yes"})
    make_published(session, "AAA: taken first, by title")
    with pytest.raises(Conflict, match="Another version"):
        put(session, work, sent)


def test_a_begun_draft_keeps_its_version(session: Session, work: Work) -> None:
    put(session, work, work.sent(answers={"greeting": "yes"}))
    make_published(session, "AAA: taken first, by title")
    found = put(session, work, work.sent(1, answers={"greeting": "no"}))
    assert found.version_id == work.version.id


def test_a_second_review_is_calibration_and_has_no_weight(session: Session, work: Work) -> None:
    other = make_user(session, Role.REVIEWER)
    second = make_assignment(session, work.item.interaction, other, second=True)
    found = save(session, second, work.sent(answers={"greeting": "yes"}), by=other.id, at=AT)
    assert (found.pool, found.inclusion_probability) == (Pool.CALIBRATION, None)


def test_a_scorecard_retired_before_the_first_save_says_so_and_whom_to_ask(
    session: Session, work: Work
) -> None:
    work.version.scorecard.retired_at = AT + timedelta(days=1)
    session.flush()
    with pytest.raises(Conflict, match="retired while you read.* Ask a QA manager"):
        put(session, work, work.sent(answers={"greeting": "yes"}))
    assert session.query(Evaluation).count() == 0


def test_a_comment_of_more_than_the_limit_is_refused_in_words() -> None:
    body = Sent(version_id=1, revision=0, draft=Draft(comment="x" * 20_000))
    assert read_sent(body.model_dump_json().encode()).draft.comment == "x" * 20_000
    longer = body.model_dump_json().replace("x" * 20_000, "x" * 20_001)
    with pytest.raises(
        Refused, match="comment on the whole has 20,001 .*at most 20,000 fit"
    ) as told:
        read_sent(longer.encode())
    assert told.value.field == "comment"


@pytest.mark.parametrize(
    ("part", "words", "field"),
    [
        (
            {"comments": {"greeting": "x" * 20_001}},
            "comment to the question “greeting”",
            "m-greeting",
        ),
        ({"answers": {"why": "x" * 20_001}}, "answer to the question “why”", "a-why"),
    ],
)
def test_the_text_that_is_too_long_is_named(
    part: dict[str, object], words: str, field: str
) -> None:
    body = {"version_id": 1, "revision": 0, "draft": part}
    with pytest.raises(Refused, match=words) as told:
        read_sent(json.dumps(body).encode())
    assert told.value.field == field


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"version_id": "1"}', b'{"forged": 1}'])
def test_an_unreadable_request_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(Refused, match="Reload it"):
        read_sent(body)


def test_hostile_text_is_cleaned_and_kept(session: Session, work: Work) -> None:
    found = put(session, work, work.sent(comment="<script>alert(1)</script>\x00\u202e"))
    assert found.comment == "<script>alert(1)</script>"
