"""Pages of suggested answers: try a version's rules, and read how often reviewers differ."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, g, render_template, request
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing
from qa_app.core.permissions import Permission
from qa_app.core.text import whole_number
from qa_app.web.access import requires
from qa_app.web.downloads import csv_answer
from qa_app.web.formatting import machine_time
from qa_app.web.lookup import one_or_404
from qa_app.web.templating import time_zone
from scorecards.design.document import parse
from scorecards.design.models import Scorecard, Version
from scorecards.design.policies import visible_versions
from scorecards.design.reach import interaction_called
from scorecards.reviews.page import time_label
from scorecards.reviews.suggested import quote_of
from scorecards.reviews.visibility import readable_evaluations
from scorecards.suggested import queries, reading
from scorecards.suggested.tally import FEWEST, tallies
from scorecards.suggestions.reading import turns_named
from scorecards.suggestions.sentences import outcome_words
from transcription.interactions.policies import interactions_in_scope

bp = Blueprint("suggested", __name__, template_folder="templates", url_prefix="/scorecards")
EDIT = Permission.SCORECARDS_EDIT
PERIODS = (30, 90, 365)


@bp.get("/versions/<int:version_id>/suggestions")
@requires(EDIT)
def trial(version_id: int) -> str:
    """What the rules of a version would say of a real interaction, and of recent ones."""
    session = db.session()
    version = one_or_404(session, visible_versions(g.viewer).where(Version.id == version_id))
    document, scope = parse(version.document), interactions_in_scope(g.viewer)
    name = request.args.get("interaction", "").strip()
    recent = reading.recent_interactions(session, scope, document)
    chosen = interaction_called(session, scope, name) if name else next(iter(recent), None)
    found = reading.tried(session, reading.ruled_questions(document), chosen, recent)
    seen = [one.turn for it in found if it.outcome for one in it.outcome.seen]
    return render_template(
        "suggested/trial.html", version=version, document=document, name=name, chosen=chosen,
        found=found, recent=recent, turns=turns_named(session, seen), words=outcome_words,
        quote_of=quote_of,
        time_of=lambda turn: time_label(turn, time_zone()),
    )  # fmt: skip


@bp.get("/<int:scorecard_id>/suggestions")
@requires(EDIT)
def report(scorecard_id: int) -> str:
    """How often the rules of a scorecard met, and how often reviewers answered otherwise."""
    session, scorecard = db.session(), _scorecard(scorecard_id)
    scope, days = readable_evaluations(g.viewer), _days()
    rows = queries.followed_rows(session, scope, scorecard, since=_since(days))
    versions = queries.rules_by_digest(session, scorecard)
    lines = reading.lines(tallies(rows), versions)
    question, rule = request.args.get("question", ""), request.args.get("rule", "")
    return render_template(
        "suggested/report.html", scorecard=scorecard, lines=lines, days=days, periods=PERIODS,
        fewest=FEWEST, newest=versions[0] if versions else None, question=question, rule=rule,
        listed=_differing(session, scorecard, question, rule, days) if question else (),
        most=queries.MOST_LISTED, shown=next(
            (it for it in lines if (it.tally.question, it.tally.rule) == (question, rule)), None
        ),
    )  # fmt: skip


@bp.get("/<int:scorecard_id>/suggestions.csv")
@requires(EDIT)
def report_file(scorecard_id: int) -> Response:
    """Every suggestion of the period with the answers beside it, one a row."""
    scorecard, days = _scorecard(scorecard_id), _days()
    found = queries.exported(
        db.session(), readable_evaluations(g.viewer), scorecard, since=_since(days)
    )
    header = ("evaluation", "version", "submitted_at", "question", "rule", "verdict", "suggested",
              "shown", "first_answer", "submitted_answer", "first_agrees", "submitted_agrees",
              "act", "why")  # fmt: skip
    return csv_answer(f"suggestions-{scorecard_id}.csv", header, (_csv_row(row) for row in found))


def _csv_row(row: Any) -> list[Any]:
    return [
        row.evaluation_id, row.number, machine_time(row.submitted_at), row.question_key, row.rule,
        row.verdict.value, row.suggested["value"],
        "after_answer" if row.after_answer else "before_answer",
        row.first["value"] if row.first else None,
        row.answered["value"] if row.answered else None,
        row.followed_blind, row.followed, row.act.value if row.act else None, row.why,
    ]  # fmt: skip


def _differing(session: Session, scorecard: Scorecard, question: str, rule: str, days: int) -> Any:
    scope = readable_evaluations(g.viewer)
    return queries.differing_records(
        session, scope, scorecard, since=_since(days), question=question, rule=rule
    )


def _scorecard(scorecard_id: int) -> Scorecard:
    found = db.session.get(Scorecard, scorecard_id)
    if found is None:
        raise Missing
    return found


def _days() -> int:
    wanted = whole_number(request.args.get("days"))
    return wanted if wanted in PERIODS else PERIODS[1]


def _since(days: int) -> datetime:
    return clock.now() - timedelta(days=days)
