"""The demo: the same for the same seed, true to its text, honest in its draws, and removable."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app import schema
from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.permissions import Role
from qa_app.demo.answering import own_draft
from qa_app.demo.entering import is_on_this_machine
from qa_app.demo.handling import goodness
from qa_app.demo.interactions import make_interactions
from qa_app.demo.loading import SIZES, load
from qa_app.demo.models import DemoState
from qa_app.demo.people import AGENTS
from qa_app.demo.removing import remove
from qa_app.demo.texts.reading import phrases, stories
from qa_app.installation import installation
from qa_app.people.models import User
from scorecards.design.comparison import differences
from scorecards.design.document import parse
from scorecards.design.models import Version, VersionState
from scorecards.design.scoring import score
from scorecards.replay.models import Replay
from scorecards.reviews.models import (
    Answer,
    Assignment,
    AssignmentState,
    Dispute,
    DisputeState,
    Evaluation,
    Evidence,
    Pool,
)
from scorecards.reviews.results import answers_of, document_of, facts_of, stored
from scorecards.reviews.submission import check_ready
from scorecards.sampling.models import Draw, DrawItem, Part
from tests.factories.people import make_user
from tests.snapshots import Snapshots
from transcription.interactions.models import Interaction, Recording, RecordingState
from transcription.transcripts.models import Turn

AT = datetime(2026, 3, 11, 15, 30, tzinfo=UTC)


# One process loads it once.
pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture
def demo(app: Flask) -> Session:
    """The small demo, loaded as of a Wednesday afternoon."""
    snapshots = Snapshots(app)
    if snapshots.has("demo"):
        snapshots.bring_back("demo")
    else:
        load(installation(app).open_session, size="small", at=AT)
        snapshots.keep("demo")
    return db.session()


def test_the_same_seed_makes_the_same_conversations() -> None:
    first, again = make_interactions(7, AT, 120), make_interactions(7, AT, 120)
    assert [one.record for one in first] == [one.record for one in again]
    assert [o.record for o in make_interactions(8, AT, 120)] != [o.record for o in first]


def test_several_hundred_sentences_are_written_and_every_slot_is_filled() -> None:
    def sentences(part: object) -> list[str]:
        if isinstance(part, str):
            return [part]
        parts = part.values() if isinstance(part, dict) else part
        return [text for one in parts for text in sentences(one)]  # type: ignore[attr-defined]

    told = [
        text
        for listed in stories().values()
        for story in listed
        for text in sentences([*story[:-2], *story[-2]])
    ]
    assert len({*told, *sentences(phrases())}) > 500
    texts = [t.text for one in make_interactions(3, AT, 300) for t in one.record.turns]
    assert not [text for text in texts if "{" in text or "}" in text]


def test_nothing_lies_in_the_future_and_turns_are_in_order() -> None:
    for one in make_interactions(2, AT, 400):
        times = [turn.at for turn in one.record.turns if turn.at]
        assert times == sorted(times)
        assert times[-1] < AT


def test_customers_feel_how_they_were_treated() -> None:
    made = make_interactions(1, AT, 1500)
    answered = [(one.record.survey.csat, goodness(one.levels)) for one in made]
    glad = mean(mood for csat, mood in answered if csat is not None and csat >= 4)
    cross = mean(mood for csat, mood in answered if csat is not None and csat <= 2)
    assert glad - cross > 0.15


def test_a_next_version_waits_with_a_replay_of_the_past(demo: Session) -> None:
    replay = demo.scalars(select(Replay)).one()
    version = replay.version
    changes = differences(parse(published_before(demo, version).document), parse(version.document))
    assert (version.state, version.number, replay.found > 0) == (VersionState.DRAFT, 2, True)
    assert len(changes) == 4


def published_before(session: Session, draft: Version) -> Version:
    query = select(Version).where(
        Version.scorecard_id == draft.scorecard_id, Version.number == draft.number - 1
    )
    return session.scalars(query).one()


def test_the_whole_is_there(demo: Session) -> None:
    people = demo.scalar(select(func.count(User.id)))
    assert people == 24 + 4 + 3 + 2
    # Beside the conversations: twelve calls, and two chats that a bot or a colleague handed on.
    assert demo.scalar(select(func.count(Interaction.id))) == SIZES["small"] + 12 + 2
    waiting = select(func.count(Recording.id)).where(Recording.state == RecordingState.WAITING)
    assert demo.scalar(waiting) == 12
    assert demo.scalar(select(func.count(Draw.id))) == 13
    states = set(demo.scalars(select(Dispute.state)))
    assert states >= {DisputeState.OPEN, DisputeState.REJECTED, DisputeState.ACCEPTED}
    queues = demo.execute(
        select(Assignment.reviewer_id, func.count(Assignment.id))
        .where(Assignment.state == AssignmentState.OPEN)
        .group_by(Assignment.reviewer_id)
    ).all()
    assert len(queues) == 4
    assert all(8 <= count <= 20 for _, count in queues)


def test_every_percentage_is_what_scoring_gives(demo: Session) -> None:
    evaluations = demo.scalars(select(Evaluation)).all()
    assert len(evaluations) > 500
    for evaluation in evaluations:
        result = score(
            document_of(evaluation.version),
            answers_of(evaluation),
            facts_of(evaluation.interaction),
        )
        assert evaluation.percent == stored(result.percent)
        assert evaluation.failed == result.failed


def test_whatever_an_agent_is_shown_can_be_scored_by_themselves(demo: Session) -> None:
    """Which evaluation it is depends on the day of the load; each must make a whole sheet."""
    shown = demo.scalars(select(Evaluation).where(Evaluation.released_at.is_not(None))).all()
    assert len(shown) > 300
    for seen in shown:
        facts = facts_of(seen.interaction)
        check_ready(document_of(seen.version), facts, own_draft(seen))


def test_evidence_quotes_what_stands_there(demo: Session) -> None:
    rows = demo.execute(select(Evidence, Turn.text).join(Turn, Turn.id == Evidence.turn_id)).all()
    assert len(rows) > 500
    for evidence, text in rows:
        assert evidence.quote == text[evidence.start_char : evidence.end_char] != ""


def test_random_items_have_the_chance_that_their_draw_gave_them(demo: Session) -> None:
    drawn = demo.execute(
        select(DrawItem.inclusion_probability, DrawItem.draw_id, DrawItem.agent_id).where(
            DrawItem.part == Part.RANDOM
        )
    ).all()
    sizes = {
        (draw.id, agent["agent_id"]): (agent["random"], agent["frame_size"])
        for draw in demo.scalars(select(Draw))
        for agent in draw.agents
    }
    for probability, draw_id, agent_id in drawn:
        n, size = sizes[draw_id, agent_id]
        assert probability == pytest.approx(n / size)
    counting = demo.scalars(select(Evaluation).where(Evaluation.counts.is_(True))).all()
    assert {evaluation.pool for evaluation in counting} == {Pool.RANDOM}
    assert all(evaluation.inclusion_probability for evaluation in counting)


def test_better_agents_score_better(demo: Session) -> None:
    skill = {one.name: one.skill for one in AGENTS}
    rows = demo.execute(
        select(User.name, Evaluation.percent_without_fatal)
        .join(User, User.id == Evaluation.agent_id)
        .where(Evaluation.counts.is_(True))
    ).all()
    best = [float(percent) for name, percent in rows if skill[name] >= 0.5]
    worst = [float(percent) for name, percent in rows if skill[name] <= -0.7]
    assert mean(best) - mean(worst) > 12


def test_a_critical_failure_in_the_text_is_a_no_on_the_card(demo: Session) -> None:
    rows = demo.execute(
        select(Answer.value, Evidence.quote)
        .join(Evidence, Evidence.evaluation_id == Answer.evaluation_id)
        .where(Answer.question_key == "identity", Evidence.question_key == "identity")
    ).all()
    disclosed = [value["value"] for value, quote in rows if "Mill Lane" in quote]
    asked = [value["value"] for value, quote in rows if "postcode" in quote]
    assert set(disclosed) == {"no"}
    assert set(asked) == {"yes"}


def test_card_numbers_are_destroyed(demo: Session) -> None:
    assert demo.scalar(select(func.count(Turn.id)).where(Turn.text.contains("4111"))) == 0
    assert demo.scalar(select(func.count(Turn.id)).where(Turn.text.contains("[card]")))


def test_removing_leaves_nothing(app: Flask, demo: Session) -> None:
    files = Path(installation(app).settings.instance / "files")
    # Twelve calls, and the refused row of what came over the API.
    assert len([path for path in files.rglob("*") if path.is_file()]) == 13
    remove(demo, by=None, at=clock.now())
    demo.commit()
    left = {
        table.name: count
        for table in schema.metadata.sorted_tables
        if (count := demo.scalar(select(func.count()).select_from(table)))
    }
    assert left == {"audit_row": 1, "demo_state": 1}
    assert demo.scalars(select(DemoState)).one().removed_at is not None
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_what_somebody_brought_in_stays(app: Flask, demo: Session) -> None:
    own = make_user(demo, Role.QA_MANAGER)
    demo.commit()
    remove(demo, by=own.id, at=clock.now())
    demo.commit()
    assert demo.scalars(select(User.id)).all() == [own.id]


def test_only_this_machine_itself_steps_in() -> None:
    assert is_on_this_machine("127.0.0.1", "127.0.0.1:8000", ["Host"])
    assert is_on_this_machine("::1", "[::1]:8000", [])
    assert is_on_this_machine("127.0.0.1", "localhost", [])
    assert not is_on_this_machine("192.0.2.7", "localhost", [])
    assert not is_on_this_machine("127.0.0.1", "localhost", ["X-Forwarded-For"])
    assert not is_on_this_machine("127.0.0.1", "rebound.example", [])
    assert not is_on_this_machine(None, "localhost", [])


def test_stepping_in_and_removing_by_a_click(
    app: Flask, demo: Session, client: FlaskClient
) -> None:
    assert client.get("/").headers["Location"] == "/demo"
    assert client.get("/demo").status_code == 200
    away = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/demo", environ_base=away).status_code == 404
    assert client.post("/demo/as/manager", environ_base=away).status_code == 404
    forwarded = {"X-Forwarded-For": "192.0.2.7"}
    assert client.post("/demo/as/manager", headers=forwarded).status_code == 404
    assert client.post("/demo/as/nobody").status_code == 404
    assert client.post("/demo/as/manager").headers["Location"] == "/"
    assert client.get("/demo/remove").status_code == 200
    assert client.post("/demo/remove", data={"word": "yes"}).status_code == 422
    gone = client.post("/demo/remove", data={"word": "remove"})
    assert gone.status_code == 302
    assert gone.headers["Location"].startswith("/welcome/")
    db.session.expire_all()
    assert demo.scalar(select(func.count(Interaction.id))) == 0
    assert client.get("/demo").status_code == 404
