"""Pages of replays: ask for one from the draft, follow it, read what came out, take it along."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response as AnyResponse

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.jobs.pace import time_left_of
from qa_app.core.jobs.queue import URGENT, cancel, enqueue, jobs_of
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.downloads import csv_answer
from qa_app.web.lookup import one_or_404
from scorecards.design.models import Version, VersionState
from scorecards.design.policies import visible_versions
from scorecards.replay import reading
from scorecards.replay.forms import POOLS, ReplayForm
from scorecards.replay.models import Replay
from scorecards.replay.past import scorecards_with_evaluations
from scorecards.replay.running import ask, is_long, run
from scorecards.reviews.models import Evaluation
from scorecards.reviews.visibility import readable_evaluations

bp = Blueprint("replay", __name__, template_folder="templates", url_prefix="/scorecards")
EDIT = Permission.SCORECARDS_EDIT
WORKING = (JobState.WAITING, JobState.RUNNING)
LISTED = 25
SUBJECT = "scorecard_replay"


@bp.route("/versions/<int:version_id>/replay", methods=["GET", "POST"])
@requires(EDIT)
def of_version(version_id: int) -> Any:
    """Ask for a replay of a draft; the newest one is shown."""
    session, version = db.session(), _version(version_id)
    form = _form(session, version)
    if not form.validate_on_submit():
        newest = _replays(session, version)
        return _page(version, newest[0] if newest else None, form), 422 if form.errors else 200
    if version.state is not VersionState.DRAFT:
        raise Missing
    try:
        replay = ask(session, version, form.asked(), by=g.viewer.id, at=clock.now())
        if is_long(session, replay, version):
            subject = (SUBJECT, replay.id)
            enqueue(session, "replay.run", {"replay_id": replay.id}, subject=subject,
                    priority=URGENT)  # fmt: skip
        else:
            run(session, replay, at=clock.now(), pause=session.commit)
    except QualityDeskError as error:
        session.rollback()
        form.show(error)
        return _page(version, None, form), error.status
    session.commit()
    return redirect(url_for("replay.show", replay_id=replay.id), 303)


@bp.get("/replays/<int:replay_id>")
@requires(EDIT)
def show(replay_id: int) -> str:
    """One replay: its progress, or what it found."""
    replay = _replay(replay_id)
    return _page(replay.version, replay, _form(db.session(), replay.version, replay))


@bp.get("/replays/<int:replay_id>/progress")
@requires(EDIT)
def progress(replay_id: int) -> str | AnyResponse:
    """The progress fragment, asked every two seconds; sends to the whole page at the end."""
    replay = _replay(replay_id)
    job = _job(db.session(), replay)
    if job is None or job.state not in WORKING:
        here = url_for("replay.show", replay_id=replay.id)
        return Response(status=200, headers={"HX-Redirect": here})
    return render_template(
        "replay/_progress.html", replay=replay, job=job, left=time_left_of(job, clock.now())
    )


@bp.post("/replays/<int:replay_id>/cancel")
@requires(EDIT)
def stop(replay_id: int) -> AnyResponse:
    """Stop a replay that is under way."""
    session, replay = db.session(), _replay(replay_id)
    job = _job(session, replay)
    if job is not None and job.state in WORKING:
        cancel(session, job, clock.now())
        session.commit()
        flash(_("The replay is being stopped."))
    return redirect(url_for("replay.show", replay_id=replay.id), 303)


@bp.get("/replays/<int:replay_id>/distribution.csv")
@requires(EDIT)
def distribution_file(replay_id: int) -> Response:
    """How many evaluations lie in each ten points, before and under the draft."""
    rows = reading.bin_rows(_result(_replay(replay_id)))
    return csv_answer(f"replay-{replay_id}-distribution.csv", ("score", "before", "after"), rows)


@bp.get("/replays/<int:replay_id>/changes.csv")
@requires(EDIT)
def changes_file(replay_id: int) -> Response:
    """What each change of the draft does."""
    causes = _result(_replay(replay_id))["causes"]
    header = ("kind", "key", "title", "change", "points", "moved", "fails", "passes")
    rows = (
        [it["kind"], it["key"], it["title"], " ".join(it["words"]), it["points"], it["moved"],
         it["fails"], it["passes"]]
        for it in causes
    )  # fmt: skip
    return csv_answer(f"replay-{replay_id}-changes.csv", header, rows)


@bp.get("/replays/<int:replay_id>/evaluations.csv")
@requires(EDIT)
def evaluations_file(replay_id: int) -> Response:
    """Every evaluation that the viewer may read, before and under the draft."""
    replay = _replay(replay_id)
    _result(replay)
    rows = reading.rows_of(replay.rows or [])
    known = _readable(db.session(), [row.id for row in rows])
    header = ("evaluation", "interaction", "before", "after", "difference", "passed_before",
              "passed_after")  # fmt: skip
    lines = (
        [row.id, known[row.id].interaction.external_id, row.before, row.after,
         round(row.difference, 6), row.passed_before, row.passed_after]
        for row in rows if row.id in known
    )  # fmt: skip
    return csv_answer(f"replay-{replay_id}-evaluations.csv", header, lines)


def _page(version: Version, replay: Replay | None, form: ReplayForm) -> str:
    session = db.session()
    job = _job(session, replay) if replay and replay.finished_at is None else None
    rows = reading.rows_of(replay.rows or []) if replay and replay.finished_at else []
    lists = {"fails": reading.failing(rows), "passes": reading.passing(rows)}
    shown = [row.id for found in lists.values() for row in found[:LISTED]]
    return render_template(
        "replay/replay.html",
        version=version,
        replay=replay,
        form=form,
        job=job,
        left=time_left_of(job, clock.now()),
        working=job is not None and job.state in WORKING,
        result=replay.result if replay else None,
        lists=lists,
        listed=LISTED,
        evaluations=_readable(session, shown),
        others=_replays(session, version),
        numbers=_numbers(version),
        pools=POOLS,
        page=reading,
    )


def _form(session: Session, version: Version, replay: Replay | None = None) -> ReplayForm:
    """The form, filled with what was asked last; the draft's own scorecard comes first."""
    cards = list(scorecards_with_evaluations(session))
    own = [card for card in cards if card.id == version.scorecard_id]
    form = ReplayForm(obj=None)
    choices = [*own, *(card for card in cards if card not in own)] or [version.scorecard]
    form.of.choices = [(card.id, card.title) for card in choices]
    if request.method == "GET":
        form.of.data = replay.of_id if replay else choices[0].id
        if replay:
            form.since.data, form.until.data = replay.since, replay.until
            form.pool.data = replay.pool.value if replay.pool else ""
    return form


def _numbers(version: Version) -> dict[str, int]:
    """The number of each question of the draft, by key."""
    keys = [q["key"] for part in version.document["sections"] for q in part["questions"]]
    return {key: number for number, key in enumerate(keys, start=1)}


def _readable(session: Session, ids: list[int]) -> dict[int, Evaluation]:
    """Those of the evaluations that the viewer may open, by id."""
    query = (
        readable_evaluations(g.viewer)
        .where(Evaluation.id.in_(ids))
        .options(joinedload(Evaluation.interaction), joinedload(Evaluation.agent))
    )
    return {found.id: found for found in session.scalars(query).unique()}


def _version(version_id: int) -> Version:
    return one_or_404(db.session(), visible_versions(g.viewer).where(Version.id == version_id))


def _replay(replay_id: int) -> Replay:
    found = db.session.get(Replay, replay_id)
    if found is None:
        raise Missing
    return found


def _replays(session: Session, version: Version) -> list[Replay]:
    """The replays of a version, newest first."""
    query = select(Replay).where(Replay.version_id == version.id).order_by(Replay.id.desc())
    return list(session.scalars(query.limit(20)))


def _result(replay: Replay) -> dict[str, Any]:
    if replay.result is None:
        raise Missing
    return replay.result


def _job(session: Session, replay: Replay) -> Job | None:
    found = jobs_of(session, (SUBJECT, replay.id))
    return found[0] if found else None
