"""Loads the demo: a believable small centre with three months of work, made from a seed.

What is written is one transaction: a load that is cut off leaves nothing, and the next begins
anew. Whoever else writes meanwhile waits for it, so `qa serve` loads before it lets anybody in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.locks import looking
from qa_app.demo.acts import act_around_reviews
from qa_app.demo.answering import (
    choose_decider,
    keep_rules,
    score_oneself,
    send_some_back,
)
from qa_app.demo.arriving import arrive
from qa_app.demo.calibrating import calibrate
from qa_app.demo.calls import add_calls
from qa_app.demo.drafting import begin_next_version
from qa_app.demo.evaluations import Case, Desk
from qa_app.demo.grading import grade_reviews
from qa_app.demo.growth import coach, give_notice, recognise
from qa_app.demo.handing_over import hand_over
from qa_app.demo.interactions import SOURCE, WEEKS, Made, make_interactions, monday_of
from qa_app.demo.keeping import be_away, keep_words
from qa_app.demo.models import DemoState
from qa_app.demo.people import AGENT, REVIEWERS
from qa_app.demo.phrasing import add_templates
from qa_app.demo.programme import dispute, make_plan, play_weeks
from qa_app.demo.risking import plan_closer_look
from qa_app.demo.staffing import Staff, add_staff
from qa_app.demo.state import is_demo
from qa_app.demo.suggesting import keep_suggestions, switched_on
from qa_app.demo.surveying import add_surveys
from scorecards.design.document import ScorecardDocument, parse, to_json
from scorecards.design.importing import import_document
from scorecards.design.models import Version
from scorecards.design.publishing import publish
from scorecards.design.shipped import shipped_documents
from scorecards.flagging.asking import ask_for_training
from scorecards.reviewers.tasks import ask_for_measure
from scorecards.reviews.models import Assignment, AssignmentState, Pool
from transcription.intake.agents import Roster
from transcription.intake.models import Batch, BatchState, Way
from transcription.intake.preparing import Place, Prepared, prepared
from transcription.intake.storing import store
from transcription.interactions.models import Interaction

Progress = Callable[[int, int, str], None]
SIZES = {"full": 3_000, "small": 900}
CARDS = ("phone", "email", "chat", "complaint-recovery")
STEPS = 100


def _silent(done: int, total: int, what: str) -> None:
    """Progress that nobody looks at."""


def load(
    open_session: Callable[[], Session],
    seed: int = 1,
    progress: Progress = _silent,
    *,
    size: Literal["full", "small"] = "full",
    at: datetime | None = None,
) -> dict[str, int]:
    """Fill the instance with the demo as of `at` (now) and commit; returns what was made.

    `progress` is told (percent, 100, what). Refused where the demo is loaded already, or where
    people of its addresses or scorecards of its titles exist.
    """
    at = at or clock.now()
    with open_session() as session:
        with looking(session):
            _refuse_twice(session)
        region = session.info["settings"].redaction_region
    # Written and masked before the transaction begins, for which everybody else waits.
    progress(1, STEPS, f"{SIZES[size]:,} chats and e-mails")
    made = make_interactions(seed, at, SIZES[size])
    ready = {}
    for week in sorted({one.week for one in made}):
        name = _file_name(at, week)
        ready[week] = [
            prepared(one.record, region=region, place=Place(name, line, format="jsonl"))
            for line, one in enumerate((one for one in made if one.week == week), 1)
        ]
        progress(2 + 38 * (week + 1) // (WEEKS + 1), STEPS, f"conversations of week {week + 1}")
    with open_session() as session:
        _refuse_twice(session)
        figures = _Load(session, seed, at, progress, made, ready).everything()
        session.commit()
    with open_session() as session:
        arrive(session, made, at)
    progress(STEPS, STEPS, "The demo is ready; its calls are transcribed in the background.")
    return figures


def _refuse_twice(session: Session) -> None:
    if is_demo(session):
        raise Refused("The demo is loaded already; remove it first with `qa demo remove`.")


@dataclass
class _Load:
    session: Session
    seed: int
    at: datetime
    progress: Progress
    made: Sequence[Made]
    ready: Mapping[int, Sequence[Prepared]]
    """What intake stores, by week."""

    def everything(self) -> dict[str, int]:
        session, at, made = self.session, self.at, self.made
        self.progress(41, STEPS, "people, teams and scorecards")
        staff = add_staff(session, at)
        cards = add_scorecards(session, staff, at)
        cases, batches = self.hand_in(staff)
        desk = Desk(
            session,
            cards,
            cases,
            {staff.reviewers[one.name].id: one for one in REVIEWERS},
            self.seed,
            at,
            keep_rules(session, staff, [version for version, _ in cards], at),
        )
        plan = make_plan(session, staff, at)
        ids = play_weeks(
            desk,
            plan,
            staff,
            at,
            lambda done, total: self.progress(
                56 + 32 * done // total, STEPS, f"reviews of week {done} of {total}"
            ),
        )
        keep_suggestions(session, ids)
        self.progress(89, STEPS, "disputes, coaching and recognition")
        disputes = dispute(desk, staff, ids)
        graded = grade_reviews(session, staff, at, self.seed)
        send_some_back(session, staff, at)
        choose_decider(session, staff, at)
        score_oneself(session, staff, staff.agents[AGENT], at)
        calibrations = calibrate(desk, staff, at)
        give_notice(session, staff, at)
        plans, thanks = coach(session, staff, at), recognise(session, staff, at, self.seed)
        acts = act_around_reviews(desk, staff, at)
        begin_next_version(session, staff, cards, at)
        calls = self.calls(staff, batches)
        templates = add_templates(session, staff, at)
        lists = keep_words(session, staff, at)
        be_away(session, staff, at)
        surveys, mappings = add_surveys(session, staff, at)
        batches += [*surveys, hand_over(session, staff, at)]
        ask_for_training(session, by=staff.manager.id)
        ask_for_measure(session, by=staff.manager.id)
        closer = plan_closer_look(session, by=staff.manager.id, at=at)
        figures = {
            "people": len(staff.users),
            "interactions": len(made),
            "calls": len(calls),
            "evaluations": len(ids),
            "disputes": disputes,
            "calibrations": calibrations,
            "coaching_plans": plans,
            "recognition": thanks,
            **acts,
        }
        owned = {
            "users": [user.id for user in staff.users],
            "teams": [team.id for team in staff.teams.values()],
            "scorecards": [*(version.scorecard_id for version, _ in cards), graded.scorecard_id],
            "plans": [plan.id, closer.id],
            "batches": [batch.id for batch in batches],
            "comment_templates": templates,
            "keyword_lists": lists,
            "mappings": mappings,
            "seed": self.seed,
        }
        session.add(DemoState(loaded_at=at, figures={**figures, "owned": owned}))
        after: dict[str, Any] = dict(figures)
        record(session, "demo.load", ("demo", None), by=None, actor="demo", at=at, after=after)
        return figures

    def hand_in(self, staff: Staff) -> tuple[dict[int, Case], list[Batch]]:
        """Store the conversations through intake, one batch a week, masked like any other."""
        session = self.session
        roster = Roster(session, create=False, by=None, at=self.at, actor="demo")
        cases: dict[int, Case] = {}
        batches = []
        by_key = {one.record.key: one for one in self.made}
        for week, chunk in sorted(self.ready.items()):
            batch = self.batch(week, len(chunk), staff)
            batches.append(batch)
            store(session, chunk, batch, roster, at=batch.created_at)
            done = 42 + 13 * (week + 1) // (WEEKS + 1)
            self.progress(done, STEPS, f"storing the conversations of week {week + 1}")
        rows = session.execute(
            select(
                Interaction.id, Interaction.external_id, Interaction.agent_id, Interaction.team_id
            ).where(Interaction.source == SOURCE)
        )
        for number, external_id, agent_id, team_id in rows:
            cases[number] = Case(number, agent_id, team_id, by_key[SOURCE, external_id])
        return cases, batches

    def batch(self, week: int, total: int, staff: Staff) -> Batch:
        """The export of one week, as it was handed in on the Monday after."""
        start = monday_of(self.at) - timedelta(weeks=WEEKS - week)
        received = min(start + timedelta(weeks=1, hours=2), self.at - timedelta(minutes=30))
        batch = Batch(
            name=_file_name(self.at, week),
            format="jsonl",
            source=SOURCE,
            state=BatchState.DONE,
            total=total,
            accepted=total,
            created_by=staff.manager.id,
            created_at=received,
            finished_at=received + timedelta(seconds=4 + total // 60),
            way=Way.UPLOAD,
        )
        self.session.add(batch)
        self.session.flush()
        return batch

    def calls(self, staff: Staff, batches: list[Batch]) -> list[int]:
        """Hand in the calls of the last week; some lie in the reviewers' queues already."""
        received = self.at - timedelta(minutes=25)
        batch = Batch(
            name="calls-last-week.csv",
            format="manifest",
            source="demo-telephony",
            basis="notice",
            state=BatchState.DONE,
            total=12,
            accepted=12,
            created_by=staff.manager.id,
            created_at=received,
            finished_at=received,
            way=Way.UPLOAD,
        )
        self.session.add(batch)
        self.session.flush()
        batches.append(batch)
        ids = add_calls(self.session, staff.agents, batch.id, self.at)
        reviewers = [staff.reviewers[one.name].id for one in REVIEWERS]
        for place, number in enumerate(ids[:8]):
            self.session.add(
                Assignment(
                    interaction_id=number,
                    reviewer_id=reviewers[place % len(reviewers)],
                    pool=Pool.MANUAL,
                    created_at=received,
                    due_at=self.at + timedelta(days=7),
                    state=AssignmentState.OPEN,
                )
            )
        self.session.flush()
        return ids


def _file_name(at: datetime, week: int) -> str:
    """What the help desk calls its export of a week."""
    return f"helpdesk-{monday_of(at) - timedelta(weeks=WEEKS - week):%G-W%V}.jsonl"


def add_scorecards(
    session: Session, staff: Staff, at: datetime
) -> list[tuple[Version, ScorecardDocument]]:
    """The shipped scorecards of the demo's channels, published before the first week."""
    since = at - timedelta(weeks=WEEKS + 1)
    by: Any = staff.manager.id
    cards = []
    shipped = shipped_documents()
    for document in (switched_on(shipped[name]) for name in CARDS):
        made = import_document(session, to_json(document), by=by, at=since)
        if made.what != "created":
            raise Refused(f"There is a scorecard called “{document.title}” already.")
        version = publish(session, made.version, by=by, at=since)
        cards.append((version, parse(version.document)))
    return cards
