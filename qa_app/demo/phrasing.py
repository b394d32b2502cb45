"""The comment templates of the demo: a few that the centre shares, and one of each reviewer's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from qa_app.demo.staffing import Staff
from scorecards.reviews.comment_templates import add_template

SHARED = (
    ("Name the next step", "Say what happens next and by when, so that nobody has to ask again."),
    ("Empathy before facts", "{agent}, the customer was upset here. One sentence that shows you "
     "heard it, then the facts, would have calmed this sooner."),
    ("Well handled", "Well handled, {agent}: clear, complete and friendly."),
    ("Identity not confirmed", "Account details were given before the customer's identity was "
     "confirmed. Please read the guidance of this question again."),
)  # fmt: skip
OWN = (("Thanks for the detail", "Thank you for the detail here; it saved a second contact."),)


def add_templates(session: Session, staff: Staff, at: datetime) -> list[int]:
    """Write them down as the manager and the reviewers would; the ids of the shared ones."""
    for reviewer in staff.reviewers.values():
        for title, text in OWN:
            add_template(session, title=title, text=text, owner=reviewer.id, by=reviewer.id, at=at)
    return [
        add_template(session, title=title, text=text, owner=None, by=staff.manager.id, at=at).id
        for title, text in SHARED
    ]
