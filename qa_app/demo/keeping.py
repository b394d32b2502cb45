"""Lists of words and absences of reviewers in the demo."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from qa_app.demo.staffing import Staff
from scorecards.absences.entering import enter
from scorecards.keywords.keeping import keep_list

LISTS = (
    ("Promises", "agent", ("you will have it by", "you should have it", "I will write to you",
     "I will call you", "I promised", "you will receive", "by tomorrow", "at the latest")),
    ("Money back", "anyone", ("refund", "paid back", "money back", "charged twice", "voucher",
     "wrong charge")),
)  # fmt: skip
AWAY = ((3, -1, 3), (1, 9, 20))
"""Which reviewer, from and to how many days from now."""


def keep_words(session: Session, staff: Staff, at: datetime) -> list[int]:
    """Write the centre's lists as the manager would; their ids."""
    return [
        keep_list(session, None, title=title, side=side, phrases=phrases, by=staff.manager.id,
                  at=at).id
        for title, side, phrases in LISTS
    ]  # fmt: skip


def be_away(session: Session, staff: Staff, at: datetime) -> None:
    """One reviewer is away now, another soon, as they entered themselves."""
    people = list(staff.reviewers.values())
    for place, first, last in AWAY:
        days = ((at + timedelta(days=shift)).date() for shift in (first, last))
        enter(session, people[place], *days, by=people[place].id, at=at - timedelta(days=7))
