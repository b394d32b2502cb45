"""Plays the programme's three months: weekly draws and their reviews, targeted ones, disputes."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.errors import Refused
from qa_app.demo.chance import dice
from qa_app.demo.evaluations import Desk, Planned, write_reviews
from qa_app.demo.interactions import WEEKS, monday_of
from qa_app.demo.staffing import Staff
from qa_app.demo.texts.reading import remarks
from scorecards.design.answers import Value
from scorecards.design.scoring import score
from scorecards.reviews.dispute_words import DisputeCause, Verdict
from scorecards.reviews.disputes import Objection, open_dispute
from scorecards.reviews.models import Assignment, AssignmentState, Evaluation, Pool
from scorecards.reviews.results import answers_of, document_of, facts_of
from scorecards.reviews.rulings import Ruling, decide
from scorecards.sampling.drawing import draw_period
from scorecards.sampling.models import Plan
from scorecards.sampling.periods import Period, seed_for
from scorecards.sampling.plan_document import PlanDocument
from scorecards.sampling.plans import create_plan

TITLE = "Weekly, every agent"
PER_AGENT = 3
TARGETED_A_WEEK = 3
DISPUTED_SHARE, OPEN_A_TEAM, UNDECIDED_FOR = 0.05, 2, timedelta(days=6)
DONE_THIS_WEEK = 0.28
WORK_FROM, WORK_HOURS = 8, 8
FIRST_DRAWN_WEEK = 1
MISSED_ONE_IN, APPEALED_ONE_IN, NEW_ROUNDS_WAIT = 4, 3, timedelta(days=6)
RIGHT_CAUSES = (DisputeCause.OVERLOOKED, DisputeCause.OVERLOOKED, DisputeCause.MISTAKE)
OTHER_CAUSES = (DisputeCause.GUIDANCE, DisputeCause.OUTSIDE, DisputeCause.NOT_APPLICABLE)
AGAIN = "Please have somebody else read it once more; I still see it in the conversation."


def make_plan(session: Session, staff: Staff, at: datetime) -> Plan:
    """The centre's sampling plan, drawn from since the first weeks."""
    document = PlanDocument.model_validate(
        {
            "format": 1,
            "title": TITLE,
            "every": "weekly",
            "amount": {"per_agent": PER_AGENT},
            "risk_share": 0.3,
        }
    )
    began = monday_of(at) - timedelta(weeks=WEEKS)
    return create_plan(session, document, by=staff.manager.id, at=began)


def play_weeks(
    desk: Desk, plan: Plan, staff: Staff, at: datetime, tell: Callable[[int, int], None]
) -> list[int]:
    """Draw every week but the first and the present one; review all but the last draw, and of
    that one a part. The ids of the evaluations."""
    ids: list[int] = []
    monday = monday_of(at)
    weeks = range(FIRST_DRAWN_WEEK - 1, WEEKS)
    for done, week in enumerate(weeks):
        start = monday - timedelta(weeks=WEEKS - week)
        drawn_at = min(start + timedelta(weeks=1, hours=6), at - timedelta(minutes=20))
        period = Period(start, start + timedelta(weeks=1))
        draw = draw_period(
            desk.session,
            plan,
            period_start=period.start,
            period_end=period.end,
            seed=seed_for(plan.title, period),
            by=None,
            at=drawn_at,
        )
        mine = desk.session.scalars(
            select(Assignment).where(Assignment.draw_id == draw.id).order_by(Assignment.id)
        ).all()
        is_last = week == WEEKS - 1
        planned = _planned(desk, mine, drawn_at, DONE_THIS_WEEK if is_last else 1.0)
        ids += write_reviews(desk, planned)
        if not is_last:
            ids += write_reviews(desk, _targeted(desk, staff, start, drawn_at))
        tell(done + 1, len(weeks))
    return ids


def _planned(
    desk: Desk, assignments: Sequence[Assignment], drawn_at: datetime, share: float
) -> list[Planned]:
    """Each reviewer works through their items over the five days; only what is past is done."""
    by_reviewer: dict[int, list[Assignment]] = defaultdict(list)
    for assignment in assignments:
        by_reviewer[assignment.reviewer_id].append(assignment)
    planned = []
    monday = monday_of(drawn_at)
    for reviewer_id, mine in sorted(by_reviewer.items()):
        rng = dice(desk.seed, reviewer_id, drawn_at.date())
        for place, assignment in enumerate(mine):
            if place >= share * len(mine):
                continue
            spent = 5 * (place + rng.random()) / len(mine)
            hours = WORK_FROM + WORK_HOURS * (spent % 1)
            moment = monday + timedelta(days=int(spent), hours=hours)
            ended = desk.cases[assignment.interaction_id].made.record.ended_at
            if ended is not None:
                moment = max(moment, ended + timedelta(minutes=rng.randint(20, 90)))
            if share < 1:
                # What is done of the present draw lies between the draw and now.
                moment = drawn_at + (desk.at - drawn_at) * (0.3 + 0.6 * rng.random())
            if drawn_at < moment < desk.at - timedelta(minutes=1):
                planned.append(Planned(assignment, moment))
    return planned


def _targeted(desk: Desk, staff: Staff, start: datetime, drawn_at: datetime) -> list[Planned]:
    """What leads asked to look at: low survey answers of the week that chance did not pick."""
    taken = set(
        desk.session.scalars(
            select(Assignment.interaction_id).where(Assignment.created_at >= drawn_at)
        )
    )
    low = [
        case
        for case in desk.cases.values()
        if start <= case.made.record.started_at < start + timedelta(weeks=1)
        and (case.made.record.survey.csat or 9) <= 2
        and case.interaction_id not in taken
    ]
    rng = dice(desk.seed, "targeted", start.date())
    rng.shuffle(low)
    reviewers = sorted(user.id for user in staff.reviewers.values())
    planned = []
    for case in low[:TARGETED_A_WEEK]:
        moment = drawn_at + timedelta(days=rng.randint(1, 3), hours=rng.randint(3, 9))
        assignment = Assignment(
            interaction_id=case.interaction_id,
            reviewer_id=rng.choice(reviewers),
            pool=Pool.TARGETED,
            stratum="low survey answer",
            created_at=drawn_at + timedelta(hours=4),
            due_at=drawn_at + timedelta(days=7),
            state=AssignmentState.OPEN,
        )
        desk.session.add(assignment)
        planned.append(Planned(assignment, moment))
    desk.session.flush()
    return [each for each in planned if each.submitted_at < desk.at]


def dispute(desk: Desk, staff: Staff, evaluation_ids: Sequence[int]) -> int:
    """Agents dispute what they find too hard; right where the reviewer was harder than the text.

    Old disputes are decided, the newest few of each team wait. Returns how many there are.
    """
    rng = dice(desk.seed, "disputes")
    session = desk.session
    session.expire_all()
    low = session.scalars(
        select(Evaluation)
        .where(Evaluation.id.in_(evaluation_ids), Evaluation.percent < 80)
        .where(Evaluation.released_at.is_not(None))
        .order_by(Evaluation.submitted_at.desc())
    ).all()
    count, waiting = 0, Counter[int | None]()
    for evaluation in low:
        recent = desk.at - (evaluation.released_at or desk.at) < UNDECIDED_FOR
        team = evaluation.team_id
        wanted = waiting[team] < OPEN_A_TEAM if recent else rng.random() < DISPUTED_SHARE * 4
        key = _disputable(rng, desk, evaluation) if wanted else None
        if key is None:
            continue
        count += 1
        waiting[team] += _dispute_one(rng, desk, staff, evaluation, key)
    return count


def _disputable(rng: random.Random, desk: Desk, evaluation: Evaluation) -> str | None:
    lost = [
        answer.question_key
        for answer in evaluation.answers
        if answer.fraction is not None
        and answer.fraction < 1
        and answer.question_key in remarks()["dispute"]
    ]
    if not lost:
        return None
    # Agents mostly object where they are right.
    right = [key for key in lost if _better(desk, evaluation, key) is not None]
    return rng.choice(right or lost)


def _better(desk: Desk, evaluation: Evaluation, key: str) -> Value | None:
    """The answer that the truth of the text would give, where it is a better one."""
    from_truth = desk.true_answers(evaluation.interaction_id)
    value = from_truth.get(key)
    document = document_of(evaluation.version)
    answers = answers_of(evaluation)
    if value is None or value == answers.get(key):
        return None
    facts = facts_of(evaluation.interaction)
    changed = score(document, {**answers, key: value}, facts).percent_without_fatal
    before = score(document, answers, facts).percent_without_fatal
    return value if changed is not None and before is not None and changed > before else None


def _dispute_one(
    rng: random.Random, desk: Desk, staff: Staff, evaluation: Evaluation, key: str
) -> bool:
    """Open one dispute and, where it is old enough, decide it; whether it waits."""
    right = _better(desk, evaluation, key)
    opened = (evaluation.released_at or desk.at) + timedelta(hours=rng.randint(3, 20))
    opened = min(opened, desk.at - timedelta(minutes=12))
    causes = RIGHT_CAUSES if right is not None else OTHER_CAUSES
    cause = causes[evaluation.id % len(causes)]
    words = Objection(key, remarks()["dispute"][key], right, cause)
    try:
        found = open_dispute(
            desk.session, evaluation, objections=[words], by=evaluation.agent_id, at=opened
        )
    except Refused:
        return False
    decided = opened + timedelta(hours=rng.randint(20, 70))
    if decided > desk.at - timedelta(days=2):
        return True
    # Now and then a lead does not see it either; that is what the second round is for.
    misses = right is not None and evaluation.id % MISSED_ONE_IN == 0
    verdict = Verdict.REJECT if right is None or misses else Verdict.ACCEPT
    note = rng.choice(remarks()["rejected" if right is None else "accepted"])
    if misses:
        note = remarks()["rejected"][0]
    lead = next(
        lead for team, lead in staff.leads.items() if staff.teams[team].id == evaluation.team_id
    )
    ruling = Ruling(key, verdict, note)
    decide(desk.session, found, rulings=[ruling], note="", by=lead.id, at=decided)
    if verdict is Verdict.REJECT and (misses or evaluation.id % APPEALED_ONE_IN == 0):
        _appeal(desk, evaluation, words, decided)
    return False


def _appeal(desk: Desk, evaluation: Evaluation, words: Objection, decided: datetime) -> None:
    """The agent asks for the second round, which an independent reviewer decides."""
    opened = decided + timedelta(hours=18)
    if opened > desk.at:
        return
    again = replace(words, comment=AGAIN)
    try:
        found = open_dispute(
            desk.session, evaluation, objections=[again], by=evaluation.agent_id, at=opened
        )
    except Refused:
        return
    ended = opened + timedelta(hours=30)
    if found.decider is None or ended > desk.at - NEW_ROUNDS_WAIT:
        return
    is_right = words.proposed is not None
    verdict = Verdict.ACCEPT if is_right else Verdict.REJECT
    note = remarks()["accepted" if is_right else "rejected"][0]
    ruling = Ruling(words.question, verdict, note)
    decide(desk.session, found, rulings=[ruling], by=found.decider.user_id, at=ended)
