"""The reviewer's home: what comes next, how the weeks went, what was scored last, messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session, joinedload

from qa_app.dashboards.workload import ReviewWeek, review_weeks
from qa_app.notifications.inbox import inbox_of
from qa_app.notifications.models import Notification
from scorecards.reviews.feedback import changed_from
from scorecards.reviews.feedback_lists import disputed_ids
from scorecards.reviews.models import Assignment, Evaluation
from scorecards.reviews.queue import Day, day_of, drafts_of, history_page, open_items
from transcription.interactions.models import Interaction

NEXT, LAST, NOTES, WEEKS = 8, 6, 5, 8


@dataclass(frozen=True)
class ReviewerHome:
    """Everything on the page; why an open item was chosen is not in it."""

    day: Day
    week_done: int
    following: Sequence[Assignment]
    drafts: Mapping[int, Evaluation]
    weeks: tuple[ReviewWeek, ...]
    last: Sequence[Evaluation]
    changed: Mapping[int, Decimal | None]
    disputed: set[int]
    notes: Sequence[Notification]
    """Sessions in which something is left to submit."""


def reviewer_home(session: Session, reviewer_id: int, at: datetime, zone: ZoneInfo) -> ReviewerHome:
    """Read the page."""
    today = at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    following = session.scalars(
        open_items(reviewer_id)
        .options(joinedload(Assignment.interaction).joinedload(Interaction.agent))
        .order_by(Assignment.due_at, Assignment.id)
        .limit(NEXT)
    ).all()
    last = history_page(session, reviewer_id, None, None).items[:LAST]
    notes = inbox_of(reviewer_id).order_by(Notification.created_at.desc(), Notification.id.desc())
    return ReviewerHome(
        day=day_of(session, reviewer_id, since=today, at=at),
        week_done=day_of(session, reviewer_id, since=monday, at=at).done,
        following=following,
        drafts=drafts_of(session, following),
        weeks=review_weeks(session, reviewer_id, until=at, weeks=WEEKS, zone=zone),
        last=last,
        changed=changed_from(session, last),
        disputed=disputed_ids(session, [evaluation.id for evaluation in last]),
        notes=session.scalars(notes.limit(NOTES)).all(),
    )
