"""Pages of draws: one in words, its items as CSV, undo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, Refused
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.downloads import csv_answer
from scorecards.sampling.models import Draw, Part
from scorecards.sampling.plans import read_stored
from scorecards.sampling.queries import all_items, items_page, names_of, parts_of, shares_of
from scorecards.sampling.routes import bp
from scorecards.sampling.undoing import begun_of, undo_draw
from scorecards.sampling.words import LEFT_OUT, NO_RISK, PARTS, UNASSIGNED, plan_in_words

UNDO_WORD = "undo"
COLUMNS = (
    "part", "order", "source", "external_id", "started_at", "agent", "stratum", "stratum_size",
    "inclusion_probability", "reviewer", "state",
)  # fmt: skip


@bp.get("/draws/<int:draw_id>")
@requires(Permission.SAMPLING_READ)
def show_draw(draw_id: int) -> str:
    """A draw in words: frame, left out, method, per agent, strata, work, items."""
    found = _draw(draw_id)
    wanted = request.args.get("part", "random")
    part = Part(wanted) if wanted in PARTS else Part.RANDOM
    session = db.session()
    people = [row["agent_id"] for row in found.agents]
    actors = [actor for actor in (found.drawn_by, found.undone_by) if actor]
    names = names_of(session, [*people, *actors])
    return render_template(
        "sampling/draw.html",
        draw=found,
        agents=_by_name(found, names),
        document=read_stored(found.plan_document),
        words=plan_in_words(read_stored(found.plan_document)),
        names=names,
        shares=shares_of(session, found),
        counts={part.value: count for part, count in parts_of(session, found).items()},
        part=part.value,
        page=items_page(
            session, found, part, request.args.get("before"), request.args.get("after")
        ),
        begun=begun_of(session, found),
        undo_word=UNDO_WORD,
        left_out=LEFT_OUT,
        no_risk=NO_RISK,
        unassigned=UNASSIGNED,
        parts=PARTS,
        last_moment=found.period_end - timedelta(seconds=1),
    )


@bp.get("/draws/<int:draw_id>/items.csv")
@requires(Permission.SAMPLING_READ)
def items_csv(draw_id: int) -> Response:
    """Every item of a draw as CSV."""
    found = _draw(draw_id)
    rows = (
        (
            row.DrawItem.part.value,
            row.DrawItem.position,
            row.source,
            row.external_id,
            row.started_at.isoformat(),
            row.agent,
            row.DrawItem.stratum,
            row.DrawItem.stratum_size,
            row.DrawItem.inclusion_probability,
            row.reviewer,
            row.state.value if row.state else "",
        )
        for row in all_items(db.session(), found)
    )
    return csv_answer(f"draw-{found.id}.csv", COLUMNS, rows)


@bp.post("/draws/<int:draw_id>/undo")
@requires(Permission.SAMPLING_MANAGE)
def undo(draw_id: int) -> AnyResponse:
    """Undo a draw of which nothing was begun."""
    found = _draw(draw_id)
    if request.form.get("confirm", "").strip().casefold() != UNDO_WORD:
        raise Refused(_("Type “%(word)s” to confirm.", word=UNDO_WORD))
    undo_draw(db.session(), found, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("The draw is undone and its work withdrawn. It stays here to be seen."), "success")
    return redirect(url_for("sampling.show_draw", draw_id=draw_id))


def _by_name(found: Draw, names: Mapping[int, str]) -> list[dict[str, Any]]:
    return sorted(found.agents, key=lambda row: names.get(row["agent_id"], row["agent"]))


def _draw(draw_id: int) -> Draw:
    found = db.session.get(Draw, draw_id)
    if found is None:
        raise Missing
    return found
