"""Which rules of release and dispute hold for a scorecard, and keeping them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, time
from enum import Enum
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.config import Settings
from qa_app.core.audit import record
from qa_app.core.errors import Refused
from scorecards.answering.models import AnswerPolicy, ReleaseMode, SecondBy
from scorecards.design.models import Scorecard

GENERAL = "all"
LIMITS = {
    "dispute_days": (1, 60),
    "decide_days": (1, 60),
    "appeal_days": (1, 60),
    "remind_days": (0, 10),
    "rounds": (1, 3),
}
"""Lowest and highest of each number, both allowed."""


@dataclass(frozen=True)
class Policy:
    """The rules themselves; windows in working days of the team's calendar."""

    release: ReleaseMode = ReleaseMode.NOW
    weekday: int | None = None
    at: time = time(9)
    dispute_days: int = 7
    decide_days: int = 7
    appeal_days: int = 5
    remind_days: int = 2
    rounds: int = 2
    second_by: SecondBy = SecondBy.LOAD


def standard(settings: Settings) -> Policy:
    """What holds while nobody has kept a general policy: the settings of the installation."""
    return Policy(
        release=ReleaseMode(settings.release),
        dispute_days=settings.dispute_days,
        decide_days=settings.dispute_days,
    )


def policy_for(session: Session, scorecard_id: int) -> Policy:
    """The scorecard's own policy, else the general one, else the settings."""
    keys = (_key(scorecard_id), GENERAL)
    rows = {
        row.key: row
        for row in session.scalars(select(AnswerPolicy).where(AnswerPolicy.key.in_(keys)))
    }
    found = rows.get(keys[0]) or rows.get(GENERAL)
    return standard(session.info["settings"]) if found is None else rules_of(found)


def general_policy(session: Session) -> Policy:
    """What holds for scorecards without a policy of their own."""
    found = kept(session, None)
    return standard(session.info["settings"]) if found is None else rules_of(found)


def kept(session: Session, scorecard: Scorecard | None) -> AnswerPolicy | None:
    """The row of a scorecard, or the general one."""
    key = _key(scorecard.id if scorecard else None)
    return session.scalar(select(AnswerPolicy).where(AnswerPolicy.key == key))


def rules_of(row: AnswerPolicy) -> Policy:
    """The rules that a row holds."""
    return Policy(
        row.release,
        row.release_weekday,
        row.release_time,
        row.dispute_days,
        row.decide_days,
        row.appeal_days,
        row.remind_days,
        row.rounds,
        row.second_by,
    )


def keep_policy(
    session: Session,
    scorecard: Scorecard | None,
    policy: Policy,
    *,
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> AnswerPolicy:
    """Keep rules for a scorecard, or (None) in general; clocks that run already keep their ends.

    Refused, naming the field, for a number outside `LIMITS`.
    """
    _check(policy)
    row = kept(session, scorecard)
    before = None if row is None else plain(rules_of(row))
    if row is None:
        scorecard_id = scorecard.id if scorecard else None
        row = AnswerPolicy(key=_key(scorecard_id), scorecard_id=scorecard_id)
        session.add(row)
    row.release, row.release_weekday, row.release_time = policy.release, policy.weekday, policy.at
    row.dispute_days, row.decide_days = policy.dispute_days, policy.decide_days
    row.appeal_days, row.remind_days = policy.appeal_days, policy.remind_days
    row.rounds, row.second_by = policy.rounds, policy.second_by
    row.changed_by, row.changed_at = by, at
    session.flush()
    subject = ("answer_policy", row.id)
    after = plain(policy)
    record(session, "policy.keep", subject, by=by, at=at, actor=actor, before=before, after=after)
    return row


def drop_policy(session: Session, row: AnswerPolicy, *, by: int, at: datetime) -> None:
    """Forget a scorecard's own policy, so that the general one holds for it again."""
    record(
        session, "policy.drop", ("answer_policy", row.id), by=by, at=at, before=plain(rules_of(row))
    )
    session.delete(row)
    session.flush()


def plain(policy: Policy) -> dict[str, Any]:
    """The rules as JSON values, for the audit trail."""
    values = asdict(policy)
    return {
        name: value.value
        if isinstance(value, Enum)
        else value.isoformat("minutes")
        if isinstance(value, time)
        else value
        for name, value in values.items()
    }


def _check(policy: Policy) -> None:
    for name, (low, high) in LIMITS.items():
        if not low <= getattr(policy, name) <= high:
            raise Refused(
                _("Give a whole number from %(low)s to %(high)s.", low=low, high=high), field=name
            )
    if policy.weekday is not None and policy.weekday not in range(7):
        raise Refused(_("Choose a day of the week."), field="weekday")


def _key(scorecard_id: int | None) -> str:
    return GENERAL if scorecard_id is None else f"card:{scorecard_id}"
