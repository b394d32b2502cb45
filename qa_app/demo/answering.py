"""Gives the demo its rules of release, its calendars, and what lies with leads and reviewers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.demo.interactions import WEEKS
from qa_app.demo.staffing import Staff
from qa_app.people.models import User
from scorecards.answering.calendars import add_holidays, calendars_for, keep_calendar
from scorecards.answering.models import ReleaseMode
from scorecards.answering.policy import Policy, keep_policy
from scorecards.answering.working_days import WorkingDays, next_slot, window_end
from scorecards.design.answers import Value, earned
from scorecards.design.models import Version
from scorecards.design.scoring import required_comments
from scorecards.design.sheet import options_of
from scorecards.reviews.deciders import assign_decider, candidates
from scorecards.reviews.draft import Draft
from scorecards.reviews.models import Dispute, DisputeState, Evaluation, EvaluationState, Pool
from scorecards.reviews.results import answers_of, document_of, facts_of
from scorecards.reviews.returning import answer_return, send_back
from scorecards.self_evaluation.queries import can_be_asked
from scorecards.self_evaluation.writing import ask, start, submit

STEPS_IN = "Arjun Mehta"
"""The reviewer as whom one can step in."""
SIX_DAYS = "Summit"
"""The team that works on Saturdays too."""
APPROVED_AFTER, WAIT_SINCE = timedelta(hours=5), timedelta(days=5)
CLOSED_AFTER = timedelta(minutes=10)
HOLIDAYS = (
    (1, 1, "New Year's Day"),
    (5, 1, "Labour Day"),
    (12, 25, "Christmas Day"),
    (12, 26, "Second day of Christmas"),
)
RULES = {
    "complaint": Policy(release=ReleaseMode.APPROVAL),
    "email": Policy(release=ReleaseMode.AT, at=time(9)),
}
"""By a word in the scorecard's title or channel; the others are released at once."""
NEVER_RELEASED: Mapping[str, Any] = {
    "release_at": None,
    "released_by": None,
    "dispute_until": None,
    "dispute_closed_at": None,
}
BACK = (
    "The second answer rests on one sentence only. Please read on to the end of the conversation."
)
NEXT_TIME = "Name a day before the end, instead of hoping that it goes well."
NOTICED = "I noticed it myself when I read it again."
STAYS = "I have read it to the end; what the agent says there does not change the answer."


@dataclass(frozen=True)
class Rules:
    """What holds by scorecard version and by team; leads by team."""

    policies: Mapping[int, Policy]
    calendars: Mapping[int | None, WorkingDays]
    leads: Mapping[int | None, int]

    def released(
        self, version_id: int, team_id: int | None, submitted_at: datetime, at: datetime
    ) -> dict[str, Any]:
        """The columns of a release by these rules, as things stand at `at`."""
        policy, calendar = self.policies[version_id], self.calendars[team_id]
        found: dict[str, Any] = {**NEVER_RELEASED, "released_at": submitted_at}
        if policy.release is ReleaseMode.AT:
            slot = next_slot(submitted_at, policy.weekday, policy.at, calendar)
            found |= {"release_at": slot, "released_at": slot if slot <= at else None}
        elif policy.release is ReleaseMode.APPROVAL:
            waits = submitted_at > at - WAIT_SINCE
            found["released_at"] = None if waits else submitted_at + APPROVED_AFTER
            found["released_by"] = None if waits else self.leads.get(team_id)
        if found["released_at"] is not None:
            until = window_end(found["released_at"], policy.dispute_days, calendar.zone, calendar)
            closed = until + CLOSED_AFTER
            found |= {
                "dispute_until": until,
                "dispute_closed_at": closed if closed <= at else None,
            }
        return found


def keep_rules(session: Session, staff: Staff, versions: Sequence[Version], at: datetime) -> Rules:
    """Keep policies, weekdays and holidays as the manager would, before the first week."""
    since, by = at - timedelta(weeks=WEEKS + 1), staff.manager.id
    policies = {}
    for version in versions:
        words = f"{version.document['title']} {version.document.get('channel')}".lower()
        own = next((policy for word, policy in RULES.items() if word in words), None)
        if own is not None:
            keep_policy(session, version.scorecard, own, by=by, at=since)
        policies[version.id] = own or Policy()
    days = {
        date(year, month, day): name
        for year in (since.year, at.year, at.year + 1)
        for month, day, name in HOLIDAYS
    }
    for name, team in staff.teams.items():
        add_holidays(session, team, days, by=by, at=since)
        if name == SIX_DAYS:
            keep_calendar(session, team, weekdays=range(6), zone=None, by=by, at=since)
    teams = [team.id for team in staff.teams.values()]
    leads: dict[int | None, int] = {
        staff.teams[name].id: lead.id for name, lead in staff.leads.items()
    }
    return Rules(policies, calendars_for(session, [None, *teams]), leads)


def send_some_back(session: Session, staff: Staff, at: datetime) -> None:
    """Of what waits for approval, each lead has sent one back; one of these was answered.

    What lies with the reviewer as whom one steps in stays unanswered, so that one can answer it.
    """
    mine = staff.reviewers[STEPS_IN].id
    chosen = [
        (found, lead.id)
        for name, lead in staff.leads.items()
        if (found := _waiting(session, staff.teams[name].id, mine, at)) is not None
    ]
    for evaluation, lead_id in chosen:
        send_back(session, evaluation, reason=BACK, by=lead_id, at=at - timedelta(hours=2))
    for evaluation in [each for each, _ in chosen if each.reviewer_id != mine][:1]:
        moment = at - timedelta(hours=1)
        by = evaluation.reviewer_id
        answer_return(session, evaluation, answers={}, comments={}, note=STAYS, by=by, at=moment)


def _waiting(session: Session, team_id: int, mine: int, at: datetime) -> Evaluation | None:
    """The longest waiting of a team, first of those that the reviewer has scored."""
    return session.scalars(
        select(Evaluation)
        .where(
            Evaluation.team_id == team_id,
            Evaluation.state == EvaluationState.SUBMITTED,
            Evaluation.release_at.is_(None),
            Evaluation.pool != Pool.CALIBRATION,
            Evaluation.submitted_at < at - timedelta(hours=3),
        )
        .order_by((Evaluation.reviewer_id != mine), Evaluation.submitted_at, Evaluation.id)
        .limit(1)
    ).first()


def choose_decider(session: Session, staff: Staff, at: datetime) -> None:
    """The manager gives one open round to the reviewer as whom one steps in."""
    mine = staff.reviewers[STEPS_IN].id
    waiting = session.scalars(
        select(Dispute)
        .where(Dispute.state == DisputeState.OPEN, Dispute.round > 1)
        .order_by(Dispute.id)
    ).all()
    for dispute in waiting:
        free = candidates(session, dispute.evaluation, on=at.date())
        if mine in {each.user.id for each in free}:
            moment = max(dispute.opened_at, at - timedelta(hours=6))
            assign_decider(session, dispute, mine, by=staff.manager.id, at=moment)
            return


def score_oneself(
    session: Session,
    staff: Staff,
    agent: User,
    at: datetime,
) -> None:
    """The agent as whom one steps in has scored one conversation, and is asked for another.

    They see themselves a little better than the reviewer did.
    """
    lead = next(lead for name, lead in staff.leads.items() if staff.teams[name].id == agent.team_id)
    seen = session.scalars(
        select(Evaluation)
        .where(Evaluation.agent_id == agent.id, Evaluation.released_at.is_not(None))
        .order_by(Evaluation.released_at.desc(), Evaluation.id)
        .limit(1)
    ).first()
    if seen is not None:
        moment = min((seen.released_at or at) + timedelta(hours=26), at - timedelta(minutes=40))
        own = start(session, seen.interaction, by=agent.id, at=moment)
        submit(session, own, own_draft(seen), by=agent.id, at=moment)
    for interaction in can_be_asked(session, agent.id, at)[:1]:
        ask(session, interaction, by=lead.id, at=at - timedelta(hours=5))


def own_draft(seen: Evaluation) -> Draft:
    """How the agent scores themselves where a reviewer scored so: a little kinder, and whole."""
    answers = {**answers_of(seen), **_kinder(seen)}
    asked = required_comments(document_of(seen.version), answers, facts_of(seen.interaction))
    comments = dict.fromkeys(asked, NOTICED)
    return Draft.model_validate({"answers": answers, "comments": comments, "comment": NEXT_TIME})


def _kinder(seen: Evaluation) -> dict[str, Value]:
    """For the first questions that lost points, the answer that earns the most."""
    lost = {each.question_key for each in seen.answers if each.fraction is not None
            and each.fraction < 1}  # fmt: skip
    asked = [each for each in document_of(seen.version).questions() if each.key in lost]
    found: dict[str, Value] = {}
    for question in [each for each in asked if each.type in ("choice", "yes_no", "scale")][:2]:
        values: list[Value] = [option.value for option in options_of(question)]
        points = [earned(question, value) or 0 for value in values]
        found[question.key] = values[points.index(max(points))]
    return found
