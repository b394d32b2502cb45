"""Self-evaluations: who may what, what holds a release back, and that nothing of it counts."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Conflict, Missing, Refused
from qa_app.notifications.models import Notification
from qa_app.people.accounts import set_active
from qa_app.people.actor import actor_of
from scorecards.answering.models import ReleaseMode
from scorecards.reviews.draft import Cited, Draft
from scorecards.reviews.drafting import DraftConflict
from scorecards.reviews.models import Answer, Evaluation, EvaluationState
from scorecards.reviews.release import release, release_at_once, release_due, release_many
from scorecards.reviews.submission import NotReady
from scorecards.self_evaluation.models import SelfEvaluation, SelfState
from scorecards.self_evaluation.queries import beside, heard_for_own, readable_self
from scorecards.self_evaluation.writing import ask, draft_of_own, save, start, submit, take_back
from tests.factories.answering import keep
from tests.factories.feedback import AT, Desk, make_desk, make_evaluation, make_released, make_talk
from tests.factories.queue import make_assignment
from transcription.interactions.models import Interaction
from transcription.transcripts.models import Turn

LATER = AT + timedelta(hours=1)
# Five working days after Monday 2 March.
DUE = datetime(2026, 3, 9, 23, 59, tzinfo=UTC)
WHOLE = Draft(
    answers={"greeting": "yes", "identity": "yes", "solved": "solved"},
    comments={"solved": "Booked."},
    comment="x",
)


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def test_a_free_one_is_saved_handed_in_and_scored_apart(session: Session, desk: Desk) -> None:
    talk = make_talk(session, desk.agent)
    own = start(session, talk, by=desk.agent.id, at=AT)
    assert start(session, talk, by=desk.agent.id, at=LATER) is own
    save(session, own, Draft(answers={"solved": "partly"}), by=desk.agent.id, at=AT)
    assert (own.state, own.percent, own.revision) == (SelfState.OPEN, None, 1)
    submit(session, own, WHOLE, by=desk.agent.id, at=LATER)
    assert (own.state, own.percent, own.submitted_at) == (SelfState.SUBMITTED, Decimal(100), LATER)
    assert own.answers["solved"] == {"value": "solved", "comment": "Booked."}
    assert own.knew_feedback is False
    # Nothing that scores, training or agreement read has been written.
    assert session.scalars(select(Evaluation)).all() == []
    assert session.scalars(select(Answer)).all() == []


@pytest.mark.parametrize("who", ["lead", "reviewer", "manager", "stranger"])
def test_nobody_writes_for_the_agent(session: Session, desk: Desk, who: str) -> None:
    talk = make_talk(session, desk.agent)
    by = getattr(desk, who).id
    with pytest.raises(Missing):
        start(session, talk, by=by, at=AT)
    own = start(session, talk, by=desk.agent.id, at=AT)
    for verb in (save, submit):
        with pytest.raises(Missing):
            verb(session, own, WHOLE, by=by, at=AT)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (Draft(answers={"elsewhere": "yes"}), "elsewhere"),
        (Draft(answers={"solved": "perfect"}), "solved"),
    ],
)
def test_what_will_not_do_is_refused_at_its_question(
    session: Session, desk: Desk, sent: Draft, field: str
) -> None:
    own = start(session, make_talk(session, desk.agent), by=desk.agent.id, at=AT)
    with pytest.raises(Refused) as refused:
        submit(session, own, sent, by=desk.agent.id, at=AT)
    assert refused.value.field == field
    assert own.state is SelfState.OPEN


def test_handed_in_is_for_good(session: Session, desk: Desk) -> None:
    own = start(session, make_talk(session, desk.agent), by=desk.agent.id, at=AT)
    submit(session, own, WHOLE, by=desk.agent.id, at=AT)
    # The same once more, as a double click sends it, changes nothing.
    submit(session, own, WHOLE, by=desk.agent.id, at=LATER)
    assert own.submitted_at == AT
    with pytest.raises(Conflict):
        save(session, own, WHOLE, by=desk.agent.id, at=LATER)
    with pytest.raises(Conflict):
        submit(session, own, Draft(answers={}), by=desk.agent.id, at=LATER)


def test_what_is_missing_is_named(session: Session, desk: Desk) -> None:
    own = start(session, make_talk(session, desk.agent), by=desk.agent.id, at=AT)
    with pytest.raises(NotReady) as refused:
        submit(session, own, Draft(answers={"greeting": "yes"}), by=desk.agent.id, at=AT)
    assert refused.value.missing == ("identity", "solved")
    assert own.state is SelfState.OPEN


def test_two_windows_never_overwrite_each_other(session: Session, desk: Desk) -> None:
    own = start(session, make_talk(session, desk.agent), by=desk.agent.id, at=AT)
    mine, other = Draft(answers={"greeting": "yes"}), Draft(answers={"greeting": "no"})
    save(session, own, mine, by=desk.agent.id, at=AT, based_on=0)
    save(session, own, mine, by=desk.agent.id, at=AT, based_on=0)
    assert own.revision == 1
    with pytest.raises(DraftConflict) as clash:
        save(session, own, other, by=desk.agent.id, at=AT, based_on=0)
    assert (clash.value.stored, clash.value.revision) == (mine, 1)
    save(session, own, other, by=desk.agent.id, at=AT, based_on=1)
    assert draft_of_own(own) == other


def test_evidence_is_kept_as_places_and_read_beside_the_answer(
    session: Session, desk: Desk
) -> None:
    evaluation = make_released(session, desk)
    own = start(session, evaluation.interaction, by=desk.agent.id, at=AT)
    turn = session.scalars(
        select(Turn).where(Turn.transcript_id == own.transcript_id).order_by(Turn.position)
    ).first()
    assert turn is not None
    cited = Cited(question="greeting", turn=turn.id, start=0, end=4)
    sent = Draft(**{**WHOLE.model_dump(), "evidence": [cited]})
    submit(session, own, sent, by=desk.agent.id, at=LATER)
    assert own.answers["greeting"]["evidence"] == [[turn.id, 0, 4]]
    found = beside(session, own, for_agent=True).comparison
    assert found is not None
    greeting = next(pair for pair in found.pairs if pair.key == "greeting")
    assert greeting.own is not None
    assert [quote.text for quote in greeting.own.quotes] == [turn.text[:4]]
    stray = Draft(evidence=[cited])
    other = start(session, make_talk(session, desk.agent), by=desk.agent.id, at=AT)
    with pytest.raises(Refused, match="not in this transcript"):
        save(session, other, stray, by=desk.agent.id, at=AT)


def test_the_agent_hears_what_they_score(session: Session, desk: Desk) -> None:
    talk = make_talk(session, desk.agent)
    heard = select(Interaction.id).where(heard_for_own(actor_of(desk.agent)))
    assert session.scalars(heard).all() == []
    start(session, talk, by=desk.agent.id, at=AT)
    assert session.scalars(heard).all() == [talk.id]
    by_lead = select(Interaction.id).where(heard_for_own(actor_of(desk.lead)))
    assert session.scalars(by_lead).all() == []


def test_a_request_holds_the_release_until_it_is_handed_in(
    session: Session, desk: Desk, run_jobs: Callable[[], object]
) -> None:
    evaluation = make_evaluation(session, desk)
    own = ask(session, evaluation.interaction, by=desk.lead.id, at=AT)
    assert (own.asked_by, own.due_at) == (desk.lead.id, DUE)
    assert not release_at_once(session, evaluation, at=AT)
    assert (evaluation.state, evaluation.release_at) == (EvaluationState.SUBMITTED, DUE)
    with pytest.raises(Refused, match="self-evaluation first"):
        release(session, evaluation, by=desk.lead.id, at=LATER)
    assert release_many(session, [evaluation], by=desk.lead.id, at=LATER) == 0
    run_jobs()
    submit(session, own, WHOLE, by=desk.agent.id, at=LATER)
    assert (evaluation.state, evaluation.released_at) == (EvaluationState.RELEASED, LATER)
    assert own.knew_feedback is False
    run_jobs()
    told = session.scalars(
        select(Notification).where(Notification.kind.startswith("self_evaluation."))
    )
    assert [(each.user_id, each.kind) for each in told] == [
        (desk.agent.id, "self_evaluation.asked"),
        (desk.lead.id, "self_evaluation.submitted"),
    ]


def test_once_its_time_is_over_nothing_is_held(session: Session, desk: Desk) -> None:
    evaluation = make_evaluation(session, desk)
    ask(session, evaluation.interaction, by=desk.lead.id, at=AT)
    release_at_once(session, evaluation, at=AT)
    assert release_due(session, at=DUE - timedelta(minutes=1)) == []
    assert release_due(session, at=DUE) == [evaluation.id]


def test_a_request_after_the_release_was_set_moves_it(session: Session, desk: Desk) -> None:
    keep(session, desk, release=ReleaseMode.AT)
    evaluation = make_evaluation(session, desk)
    release_at_once(session, evaluation, at=AT)
    own = ask(session, evaluation.interaction, by=desk.lead.id, at=AT)
    assert release_due(session, at=AT + timedelta(days=2)) == []
    assert evaluation.release_at == DUE
    take_back(session, own, by=desk.lead.id, at=LATER)
    assert evaluation.release_at == datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert (own.asked_by, own.due_at, own.state) == (None, None, SelfState.OPEN)
    with pytest.raises(Conflict):
        take_back(session, own, by=desk.lead.id, at=LATER)


def test_what_waits_for_approval_waits_on(session: Session, desk: Desk) -> None:
    keep(session, desk, release=ReleaseMode.APPROVAL)
    evaluation = make_evaluation(session, desk)
    own = ask(session, evaluation.interaction, by=desk.lead.id, at=AT)
    release_at_once(session, evaluation, at=AT)
    submit(session, own, WHOLE, by=desk.agent.id, at=LATER)
    assert evaluation.state is EvaluationState.SUBMITTED
    release(session, evaluation, by=desk.lead.id, at=LATER)


def test_who_cannot_be_asked(session: Session, desk: Desk) -> None:
    released = make_released(session, desk)
    with pytest.raises(Refused, match="already"):
        ask(session, released.interaction, by=desk.lead.id, at=AT)
    talk = make_talk(session, desk.agent)
    with pytest.raises(Missing):
        ask(session, talk, by=desk.agent.id, at=AT)
    ask(session, talk, by=desk.lead.id, at=AT)
    with pytest.raises(Conflict):
        ask(session, talk, by=desk.lead.id, at=AT)
    set_active(session, desk.agent, False, by=None, at=AT)
    with pytest.raises(Refused, match="cannot be asked"):
        ask(session, make_talk(session, desk.agent), by=desk.lead.id, at=AT)


def test_neither_sees_the_others_before_their_own(session: Session, desk: Desk) -> None:
    evaluation = make_evaluation(session, desk)
    own = start(session, evaluation.interaction, by=desk.agent.id, at=AT)
    submit(session, own, WHOLE, by=desk.agent.id, at=AT)
    # The agent does not see what is not released.
    assert beside(session, own, for_agent=True).evaluation is None
    readers = ("agent", "reviewer", "lead", "manager", "stranger")

    def seen() -> list[str]:
        return [
            who
            for who in readers
            if session.scalars(readable_self(actor_of(getattr(desk, who)))).all()
        ]

    assert seen() == ["reviewer", "lead", "manager"]
    # Whoever still has the conversation to score is blind to it.
    make_assignment(session, evaluation.interaction, desk.manager)
    evaluation.state = EvaluationState.DRAFT
    session.flush()
    assert seen() == ["lead"]


def test_the_differences_stand_on_top(session: Session, desk: Desk) -> None:
    evaluation = make_released(session, desk, answers={**WHOLE.answers, "greeting": "no"})
    own = start(session, evaluation.interaction, by=desk.agent.id, at=AT)
    sent = Draft(answers={**WHOLE.answers, "solved": "open"})
    submit(session, own, sent, by=desk.agent.id, at=LATER)
    assert own.knew_feedback is True
    found = beside(session, own, for_agent=True).comparison
    assert found is not None
    # Both are wholly apart; `solved` is worth 20 of 60 points, `greeting` 10.
    assert [(pair.key, pair.gap, pair.differs) for pair in found.pairs] == [
        ("solved", -100.0, True),
        ("greeting", 100.0, True),
        ("identity", 0.0, False),
    ]
    assert [len(found.apart), len(found.alike)] == [2, 1]


def test_every_step_is_in_the_audit_trail(session: Session, desk: Desk) -> None:
    own = ask(session, make_talk(session, desk.agent), by=desk.lead.id, at=AT)
    take_back(session, own, by=desk.lead.id, at=AT)
    submit(session, own, WHOLE, by=desk.agent.id, at=AT)
    start(session, make_talk(session, desk.agent), by=desk.agent.id, at=AT)
    acts = session.scalars(
        select(AuditRow.act).where(AuditRow.subject_type == "self_evaluation").order_by(AuditRow.id)
    ).all()
    assert acts == [f"self_evaluation.{verb}" for verb in ("ask", "take_back", "submit", "start")]
    assert len(session.scalars(select(SelfEvaluation)).all()) == 2
