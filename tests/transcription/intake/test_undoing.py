"""Undo of a batch: counted before, refused by name where somebody worked, nothing left after."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.audit import AuditRow
from qa_app.core.errors import Refused
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.orm import Base
from qa_app.core.permissions import Role
from qa_app.core.storage import storage
from qa_app.people.models import User
from qa_app.search.indexing import matching
from scorecards.reviews.models import Assignment, Evaluation
from scorecards.sampling.models import Draw, DrawItem
from tests.factories.feedback import make_desk, make_evaluation
from tests.factories.interactions import make_interaction
from tests.factories.people import make_user
from tests.factories.sampling import make_draw, make_interactions, make_plan
from tests.transcription.intake.examples import interaction, jsonl
from tests.transcription.transcripts.sounds import encoded, silence
from transcription.intake.models import Batch, BatchRemainder, BatchState
from transcription.intake.undoing import begin_undo, removal_of
from transcription.interactions.models import Interaction, InteractionState

SignIn = Callable[[User], FlaskClient]
RunJobs = Callable[[], tuple[int, int]]
MANIFEST = b"recording,external_id,started_at,agent_id\none.wav,one,2026-05-04T09:30:00Z,a-1\n"


def test_everything_of_a_batch_goes_and_can_come_again(
    session: Session, sign_in: SignIn, run_jobs: RunJobs
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    kept = make_interaction(session, make_user(session, Role.AGENT))
    number = kept.id

    def hand_in() -> Batch:
        rows = jsonl(interaction(topic="walrus"), "broken")
        files = [("c.jsonl", rows), ("m.csv", MANIFEST), ("one.wav", encoded([silence(1.0)]))]
        data = {"files": [(BytesIO(body), name) for name, body in files], "source": "s"}
        client.post("/import", data=data, content_type="multipart/form-data")
        run_jobs()
        return session.scalars(select(Batch).order_by(Batch.id.desc()).limit(1)).one()

    batch = hand_in()
    words = matching(session, "walrus")
    assert words is not None
    assert len(session.scalars(words).all()) == 1
    removal = removal_of(session, batch)
    assert (removal.counts["interaction"], removal.counts["recording"]) == (2, 1)
    page = client.get(f"/import/{batch.id}/undo").text
    assert "cannot be undone" not in page
    assert client.post(f"/import/{batch.id}/undo").status_code == 303
    session.expire_all()
    states = session.scalars(
        select(Interaction.state).where(Interaction.batch_id == batch.id)
    ).all()
    assert (batch.state, set(states)) == (BatchState.UNDOING, {InteractionState.WAITING})
    assert run_jobs()[1] == 0
    assert (batch.state, batch.undone_at is not None) == (BatchState.UNDONE, True)
    assert session.scalars(select(Interaction.id)).all() == [number]
    assert session.scalars(words).all() == []
    assert session.scalars(select(BatchRemainder)).all() == []
    files = [key for part in ("recordings", "refused") for key in storage(session).listing(part)]
    assert files == []
    for table in ("transcript", "recording", "masked_original"):
        left = session.scalar(select(func.count()).select_from(Base.metadata.tables[table]))
        assert (table, left) == (table, 1 if table == "transcript" else 0)
    acts = session.scalars(select(AuditRow).where(AuditRow.act == "batch.undo")).all()
    assert [(each.after or {})["interaction"] for each in acts] == [2]
    assert hand_in().known == 0


def test_work_that_was_done_is_in_the_way(session: Session) -> None:
    desk = make_desk(session)
    evaluation = make_evaluation(session, desk, at=clock.now())
    batch = of_batch(session, [evaluation.interaction])
    removal = removal_of(session, batch)
    assert removal.obstacles == ["There are reviews begun or done (1) of its interactions."]
    with pytest.raises(Refused, match=r"cannot be undone. There are reviews begun or done \(1\)"):
        begin_undo(session, batch, by=desk.manager.id, at=clock.now())
    assert session.scalar(select(func.count(Evaluation.id))) == 1


def test_a_draw_that_has_not_begun_is_undone_with_it(session: Session, run_jobs: RunJobs) -> None:
    reviewer, manager = make_user(session, Role.REVIEWER), make_user(session, Role.QA_MANAGER)
    items = make_interactions(session, make_user(session, Role.AGENT), 8)
    make_draw(session, make_plan(session))
    batch = of_batch(session, items[:4])
    assert session.scalar(select(func.count(DrawItem.id))) == 8
    begin_undo(session, batch, by=manager.id, at=clock.now())
    assert run_jobs()[1] == 0
    assert session.scalars(select(Draw.undone_by)).all() == [manager.id]
    assert session.scalar(select(func.count(DrawItem.id))) == 4
    assert reviewer.id
    assert session.scalar(select(func.count(Interaction.id))) == 4


def test_a_draw_that_has_begun_is_in_the_way(session: Session) -> None:
    make_user(session, Role.REVIEWER)
    items = make_interactions(session, make_user(session, Role.AGENT), 8)
    make_draw(session, make_plan(session))
    assigned = session.scalars(select(Assignment).order_by(Assignment.id)).all()
    begun = next(each for each in items if each.id == assigned[0].interaction_id)
    desk = make_desk(session)
    made = make_evaluation(session, desk, at=clock.now())
    made.assignment_id = assigned[0].id
    batch = of_batch(session, [each for each in items if each.id != begun.id])
    (reason,) = removal_of(session, batch).obstacles
    assert reason.endswith("holds some of them, and its reviews have begun.")


def test_a_running_import_is_ended_first(session: Session) -> None:
    batch = of_batch(session, [])
    batch.state = BatchState.RUNNING
    assert removal_of(session, batch).obstacles == ["It has not ended yet: cancel it first."]


def test_waiting_transcriptions_are_cancelled(session: Session) -> None:
    agent = make_user(session, Role.AGENT)
    call = make_interaction(session, agent, (), channel="phone", audio=encoded([silence(1.0)]))
    batch = of_batch(session, [call])
    begin_undo(session, batch, by=agent.id, at=clock.now())
    jobs = {job.task: job.state for job in session.scalars(select(Job))}
    assert jobs == {
        "transcripts.transcribe": JobState.CANCELLED,
        "intake.undo": JobState.WAITING,
    }


def of_batch(session: Session, items: list[Interaction]) -> Batch:
    batch = Batch(name="b", format="auto", state=BatchState.DONE, created_at=clock.now())
    session.add(batch)
    session.flush()
    for each in items:
        each.batch_id = batch.id
    session.flush()
    return batch
