"""Agreement over all sessions of a scorecard and period, and files of figures and answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, g, render_template, request
from flask_babel import gettext as _

from qa_app.core import clock
from qa_app.core.db import db, writing
from qa_app.core.errors import Conflict
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.downloads import csv_answer
from qa_app.web.lookup import one_or_404
from scorecards.calibration.rows import Figure, Undefined
from scorecards.calibration.words import reason_in_words
from scorecards.sessions.comparing import compared, people_over
from scorecards.sessions.measuring import Measured, ask, known
from scorecards.sessions.models import Calibration
from scorecards.sessions.policies import SEEN, visible_sessions
from scorecards.sessions.queries import of_period, scorecards_in_use, whole
from scorecards.sessions.reporting import trend
from scorecards.sessions.routes import TAKE_PART, bp

WEEKS = (4, 13, 26, 52)
HEAD = ("question", "level", "agreement", "agreement_low", "agreement_high", "kappa", "kappa_low",
        "kappa_high", "alpha", "alpha_low", "alpha_high", "interactions", "raters")  # fmt: skip


@bp.get("/report")
@requires(Permission.CALIBRATION_MANAGE)
def report() -> str:
    """Agreement over the revealed sessions of one scorecard."""
    found = _asked()
    if found["sessions"] and found["measured"] is None:
        # A reading transaction may not turn to writing: it would fail beside any other writer.
        db.session.rollback()
        with writing():
            ask(db.session(), _asked()["sessions"])
            db.session.commit()
        found = _asked()
    return render_template("calibration/report.html", **found)


@bp.get("/report.csv")
@requires(Permission.CALIBRATION_MANAGE)
def report_file() -> Response:
    """The same figures as a file."""
    return csv_answer("calibration-report.csv", HEAD, _figure_rows(_asked()["measured"]))


@bp.get("/<int:calibration_id>/figures.csv")
@requires(TAKE_PART)
def figures_file(calibration_id: int) -> Response:
    """The figures of one revealed session."""
    found = known(db.session(), [_revealed(calibration_id)])
    return csv_answer(f"calibration-{calibration_id}-figures.csv", HEAD, _figure_rows(found))


@bp.get("/<int:calibration_id>/answers.csv")
@requires(TAKE_PART)
def answers_file(calibration_id: int) -> Response:
    """Every answer of one revealed session, with comments, and what was agreed."""
    header = ("interaction", "question", "text", "participant", "answer", "comment", "compared",
              "agreed")  # fmt: skip
    rows = (
        [it.item.interaction.external_id, one.question.key, one.question.text, said.name,
         said.answer, said.comment, said.deviation.direction if said.deviation else "",
         one.agreed_words]
        for it in compared(_revealed(calibration_id), {})
        for one in it.questions
        for said in one.said
    )  # fmt: skip
    return csv_answer(f"calibration-{calibration_id}-answers.csv", header, rows)


def _asked() -> dict[str, Any]:
    session, args = db.session(), request.args
    cards = scorecards_in_use(session, g.viewer)
    weeks = args.get("weeks", type=int)
    weeks = weeks if weeks in WEEKS else 13
    wanted = args.get("scorecard", type=int)
    listed = [card for card, _title in cards]
    card = wanted if wanted in listed else (listed[0] if listed else None)
    since = clock.now() - timedelta(weeks=weeks)
    found = of_period(session, g.viewer, card, since) if card is not None else []
    names = {str(p.user_id): p.user.name for one in found for p in one.participants}
    return {
        "cards": cards,
        "card": card,
        "weeks": weeks,
        "choices": [(n, _("last %(n)s weeks", n=n)) for n in WEEKS],
        "sessions": found,
        "names": names,
        "reason_in_words": reason_in_words,
        "measured": known(session, found),
        "people": people_over(found),
        "trend": trend(found),
    }


def _figure_rows(found: Measured | None) -> list[list[object]]:
    if found is None:
        raise Conflict(_("The figures are being worked out. Ask again in a moment."))
    return [
        [one.question, one.level, *_three(one.percent), *_three(one.kappa), *_three(one.alpha),
         one.subjects, one.raters]
        for one in found.report.questions
    ]  # fmt: skip


def _three(figure: Figure | Undefined) -> list[object]:
    if isinstance(figure, Undefined):
        return ["", "", ""]
    return [None if x is None else round(x, 4) for x in (figure.value, figure.low, figure.high)]


def _revealed(calibration_id: int) -> Calibration:
    query = visible_sessions(g.viewer).where(
        Calibration.id == calibration_id, Calibration.state.in_(SEEN)
    )
    return one_or_404(db.session(), whole(query))
