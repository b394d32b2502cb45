"""Plays the demo's calibration sessions: two finished ones, and two that wait for people."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.demo.chance import dice
from qa_app.demo.evaluations import Case, Desk
from qa_app.demo.judging import Judgement, judge
from qa_app.demo.people import TEAMS
from qa_app.demo.staffing import Staff
from scorecards.design.models import Version
from scorecards.reviews.draft import Cited, Draft, Sent
from scorecards.sessions.models import Calibration, CalibrationItem
from scorecards.sessions.planning import Wanted, plan
from scorecards.sessions.revealing import agree, publish
from scorecards.sessions.taking import submit
from transcription.transcripts.models import Turn

FINISHED = (("Empathy and ownership on chats", 6, 6), ("After the new wording of guidance", 2, 6))
"""Title, weeks ago, interactions."""
OPEN = ("Before the holidays", 2)
BY_LEAD = ("How we read ownership here", 2)
"""Planned by the lead as whom one can step in, on conversations of their own team."""
TEAM = TEAMS[0]
NOTE = "Read the guidance first. Score as you would in your queue."


def calibrate(desk: Desk, staff: Staff, at: datetime) -> int:
    """The sessions, through the verbs of the pages; how many there are."""
    chats = [case for case in desk.cases.values() if case.made.record.channel == "chat"]
    version, _document = desk.card_for(chats[0].made)
    fitting = sorted(
        (case for case in chats if desk.card_for(case.made)[0] is version),
        key=lambda case: case.interaction_id,
    )
    needed = sum(count for _title, _weeks, count in FINISHED) + OPEN[1]
    chosen = dice(desk.seed, "calibration").sample(fitting, needed)
    for title, weeks, count in FINISHED:
        part, chosen = chosen[:count], chosen[count:]
        _finished(desk, staff, version, title, part, at - timedelta(weeks=weeks))
    title, _count = OPEN
    made = _plan(desk, staff, version, title, chosen, at - timedelta(days=1), at)
    first = made.participants[0]
    for item in made.items:
        _score(desk, item, first.user_id, at - timedelta(hours=3))
    _by_lead(desk, staff, version, fitting, at)
    return len(FINISHED) + 2


def _by_lead(desk: Desk, staff: Staff, version: Version, fitting: list[Case], at: datetime) -> None:
    """A session that a lead plans for two reviewers and takes part in."""
    title, count = BY_LEAD
    lead, team = staff.leads[TEAM], staff.teams[TEAM]
    asked = [one.id for one in staff.reviewers.values()][:2]
    wanted = Wanted(
        title=title,
        note=NOTE,
        version_id=version.id,
        interaction_ids=[one.interaction_id for one in fitting if one.team_id == team.id][:count],
        participant_ids=[*asked, lead.id],
        facilitator_id=lead.id,
        expert_id=None,
        due_at=at + timedelta(days=5),
    )
    plan(desk.session, wanted, by=lead.id, at=at - timedelta(hours=5))


def _finished(
    desk: Desk, staff: Staff, version: Version, title: str, cases: list[Case], at: datetime
) -> None:
    made = _plan(desk, staff, version, title, cases, at - timedelta(days=6), at)
    for place, one in enumerate(made.participants):
        for item in made.items:
            _score(desk, item, one.user_id, at - timedelta(hours=20 - place))
    manager = staff.manager.id
    for item in made.items:
        for key, value in desk.true_answers(item.interaction_id).items():
            agree(desk.session, item, key, value=value, note="", by=manager, at=at)
    publish(desk.session, made, by=manager, at=at)


def _plan(
    desk: Desk,
    staff: Staff,
    version: Version,
    title: str,
    cases: list[Case],
    begun: datetime,
    until: datetime,
) -> Calibration:
    wanted = Wanted(
        title=title,
        note=NOTE,
        version_id=version.id,
        interaction_ids=[case.interaction_id for case in cases],
        participant_ids=[one.id for one in staff.reviewers.values()],
        facilitator_id=staff.manager.id,
        expert_id=None,
        due_at=until + timedelta(days=4),
    )
    return plan(desk.session, wanted, by=staff.manager.id, at=begun)


def _score(desk: Desk, item: CalibrationItem, user_id: int, at: datetime) -> None:
    """Judge as the person would, by their own severity and slips."""
    made = desk.cases[item.interaction_id].made
    _version, document = desk.card_for(made)
    turns = _turns(desk.session, item)
    rng = dice(desk.seed, "calibration", made.record.external_id, user_id)
    found = judge(rng, document, made, desk.reviewers[user_id], [one.text for one in turns])
    sent = Sent(
        version_id=item.calibration.version_id,
        revision=0,
        seconds=240,
        draft=_draft(found, turns),
    )
    submit(desk.session, item, sent, by=user_id, at=at)


def _draft(found: Judgement, turns: list[Turn]) -> Draft:
    cited = [
        Cited(question=one.question, turn=turns[one.position].id, start=one.start, end=one.end)
        for one in found.cited
    ]
    return Draft.model_validate(
        {
            "answers": found.answers,
            "comments": found.comments,
            "causes": found.causes,
            "evidence": cited,
            "comment": found.overall or "",
        }
    )


def _turns(session: Session, item: CalibrationItem) -> list[Turn]:
    query = select(Turn).where(Turn.transcript_id == item.transcript_id).order_by(Turn.position)
    return list(session.scalars(query))
