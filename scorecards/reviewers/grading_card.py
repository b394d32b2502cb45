"""The scorecard by which reviews are graded: the newest published one about reviews."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib.resources import files

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_app.core.errors import Refused
from scorecards.design.document import ScorecardDocument, parse
from scorecards.design.drafting import create
from scorecards.design.models import Version
from scorecards.design.publishing import publish
from scorecards.design.reading import read_json
from scorecards.reviews.choosing import newest_published
from scorecards.reviews.results import document_of

FILE = "review-of-a-review.json"


@cache
def shipped_card() -> ScorecardDocument:
    """The scorecard about reviews that comes with the product."""
    path = files("scorecards.reviewers") / "shipped" / FILE
    return parse(read_json(path.read_text(encoding="utf-8")))


def grading_version(session: Session) -> Version | None:
    """The version that reviews are graded with now; None before one is published."""
    about = [one for one in newest_published(session) if document_of(one).about == "review"]
    return max(about, key=lambda one: (one.published_at or one.created_at, one.id), default=None)


def take_shipped(session: Session, *, by: int, at: datetime) -> Version:
    """Publish the shipped scorecard about reviews. Refused where one is published already."""
    if grading_version(session) is not None:
        raise Refused(_("There is a scorecard about reviews already."))
    return publish(session, create(session, shipped_card(), by=by, at=at), by=by, at=at)
