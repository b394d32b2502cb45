"""Pages of scorecards: the list, new ones, versions to read and try, comparison, export."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError, Refused
from qa_app.core.permissions import Permission
from qa_app.people.models import User
from qa_app.people.queries import all_teams
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.design.applies import Subject
from scorecards.design.board import board_of
from scorecards.design.comparison import differences
from scorecards.design.document import ScorecardDocument, parse
from scorecards.design.drafting import copy_version, create_empty, create_from_template, open_draft
from scorecards.design.forms import (
    CHANNELS,
    DIRECTIONS,
    EMPTY,
    TEMPLATES,
    CopyForm,
    ImportForm,
    NewForm,
    WhichForm,
)
from scorecards.design.importing import export_document, import_document
from scorecards.design.models import Scorecard, Version
from scorecards.design.policies import visible_versions
from scorecards.design.publishing import reinstate, retire
from scorecards.design.queries import choice_for, published_documents, scorecards_with_versions
from scorecards.design.reach import RECENT, interaction_called, reach, subject_of
from scorecards.design.reading import read_json
from scorecards.design.sheet import flat, sheet_of
from scorecards.design.shipped import shipped_documents
from scorecards.design.trial import asked_facts, tried
from transcription.interactions.policies import interactions_in_scope

bp = Blueprint("design", __name__, template_folder="templates", url_prefix="/scorecards")


@bp.get("")
@requires(Permission.SCORECARDS_READ)
def index() -> str:
    """All scorecards with their published version and their draft."""
    cards = scorecards_with_versions(db.session())
    seen = set(db.session.scalars(visible_versions(g.viewer)))
    rows = [(card, [it for it in reversed(card.versions) if it in seen]) for card in cards]
    return render_template(
        "design/index.html",
        rows=[row for row in rows if row[1]],
        channels=CHANNELS,
        summary=summary,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.SCORECARDS_EDIT)
def new() -> Any:
    """Begin a scorecard from a template or from nothing, or take one in as a file."""
    form = NewForm()
    if form.validate_on_submit():
        try:
            version = _begin(form)
        except QualityDeskError as error:
            db.session.rollback()
            form.show(error)
            return _new_page(form, ImportForm(formdata=None)), 422
        db.session.commit()
        return redirect(url_for("drafts.edit", version_id=version.id))
    status = 422 if form.errors else 200
    return _new_page(form, ImportForm(formdata=None)), status


@bp.post("/import")
@requires(Permission.SCORECARDS_EDIT)
def take_in() -> Any:
    """Take a scorecard file in as a draft."""
    form = ImportForm()
    if not form.validate_on_submit():
        return _new_page(NewForm(formdata=None), form), 422
    try:
        data = _uploaded(form)
        done = import_document(db.session(), data, by=g.viewer.id, at=clock.now())
    except QualityDeskError as error:
        db.session.rollback()
        form.file.errors = [*form.file.errors, *error.message.splitlines()]
        return _new_page(NewForm(formdata=None), form), 422
    db.session.commit()
    if done.what == "unchanged":
        flash(_("“%(title)s” is here already, just like that.", title=done.version.scorecard.title))
        return redirect(url_for("design.version", version_id=done.version.id))
    return redirect(url_for("drafts.edit", version_id=done.version.id))


@bp.get("/versions/<int:version_id>")
@requires(Permission.SCORECARDS_READ)
def version(version_id: int) -> str:
    """A version as a reviewer sees it; answers can be tried and are not stored."""
    found = _version(version_id)
    document = parse(found.document)
    others = [it for it in _siblings(found) if it.id != found.id]
    return render_template(
        "design/version.html",
        version=found,
        document=document,
        board=board_of(document),
        trial=tried(document, request.args.getlist),
        facts=asked_facts(document),
        directions=DIRECTIONS,
        sheet=flat(sheet_of(document)),
        others=others,
        channels=CHANNELS,
        publisher=_name_of(found.published_by),
        is_newest=all(it.number < found.number for it in others),
    )


@bp.get("/versions/<int:version_id>/export.json")
@requires(Permission.SCORECARDS_READ)
def export(version_id: int) -> Response:
    """The version as a JSON file that can be imported anywhere."""
    found = _version(version_id)
    text = json.dumps(export_document(found), ensure_ascii=False, indent=2) + "\n"
    name = re.sub(r"[^A-Za-z0-9]+", "-", found.scorecard.title).strip("-") or "scorecard"
    headers = {"Content-Disposition": f'attachment; filename="{name}-{found.number}.json"'}
    return Response(text, mimetype="application/json", headers=headers)


@bp.get("/versions/<int:version_id>/compare")
@requires(Permission.SCORECARDS_READ)
def compare(version_id: int) -> str:
    """What changed from one version of a scorecard to another, in words."""
    found = _version(version_id)
    others = [it for it in _siblings(found) if it.id != found.id]
    wanted = request.args.get("with", type=int)
    before = next((it for it in others if it.id == wanted), None)
    if before is None:
        before = next((it for it in others if it.number < found.number), None)
    changes = differences(_document(before), _document(found)) if before else []
    return render_template(
        "design/compare.html", version=found, before=before, others=others, changes=changes
    )


@bp.get("/which")
@requires(Permission.SCORECARDS_READ)
def which() -> str:
    """Which scorecard an interaction would get, and why."""
    session, form = db.session(), WhichForm(request.args)
    known = all_teams(session, g.viewer.teams_with(Permission.SCORECARDS_READ))
    names = [team.name for team in known]
    form.team.choices = [
        SelectChoice("", _("Not known")),
        *(SelectChoice(name, name) for name in names),
    ]
    scope = interactions_in_scope(g.viewer)
    real = (form.interaction.data or "").strip()
    found = interaction_called(session, scope, real) if real else None
    choice = choice_for(session, subject_of(found) if found else _subject(form))
    reached = reach(session, scope, published_documents(session), since=clock.now() - RECENT)
    return render_template(
        "design/which.html", form=form, choice=choice, real=real, found=found, reached=reached,
        days=RECENT.days,
    )  # fmt: skip


def _subject(form: WhichForm) -> Subject:
    """The interaction that the form describes."""
    return Subject(
        form.channel.data or "phone",
        form.team.data or None,
        form.topic.data or None,
        form.direction.data or None,
    )


@bp.post("/<int:scorecard_id>/draft")
@requires(Permission.SCORECARDS_EDIT)
def draft(scorecard_id: int) -> Any:
    """Open the scorecard's draft, making one from the newest version where there is none."""
    found = open_draft(db.session(), _scorecard(scorecard_id), at=clock.now())
    db.session.commit()
    return redirect(url_for("drafts.edit", version_id=found.id))


@bp.post("/<int:scorecard_id>/retire")
@requires(Permission.SCORECARDS_EDIT)
def take_out(scorecard_id: int) -> Any:
    """Take a scorecard out of use."""
    scorecard = _scorecard(scorecard_id)
    retire(db.session(), scorecard, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("“%(title)s” is retired: open evaluations go on, new ones do not begin with it.",
            title=scorecard.title))  # fmt: skip
    return redirect(url_for("design.index"))


@bp.post("/<int:scorecard_id>/reinstate")
@requires(Permission.SCORECARDS_EDIT)
def bring_back(scorecard_id: int) -> Any:
    """Bring a retired scorecard back into use."""
    scorecard = _scorecard(scorecard_id)
    found = reinstate(db.session(), scorecard, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("“%(title)s” is in use again with version %(number)s.",
            title=scorecard.title, number=found.number), "success")  # fmt: skip
    return redirect(url_for("design.index"))


@bp.route("/versions/<int:version_id>/copy", methods=["GET", "POST"])
@requires(Permission.SCORECARDS_EDIT)
def copy(version_id: int) -> Any:
    """Begin another scorecard as a copy of a version."""
    found = _version(version_id)
    form = CopyForm()
    if form.validate_on_submit():
        try:
            made = copy_version(
                db.session(), found, form.title.data, by=g.viewer.id, at=clock.now()
            )
        except QualityDeskError as error:
            db.session.rollback()
            form.show(error)
            return render_template("design/copy.html", form=form, version=found), 422
        db.session.commit()
        return redirect(url_for("drafts.edit", version_id=made.id))
    return render_template("design/copy.html", form=form, version=found)


def summary(version: Version) -> tuple[int, int]:
    """How many sections and questions a version has."""
    sections = version.document.get("sections", [])
    return len(sections), sum(len(section["questions"]) for section in sections)


def _begin(form: NewForm) -> Version:
    by, at, title = g.viewer.id, clock.now(), form.title.data
    if form.start.data == EMPTY:
        return create_empty(db.session(), title, by=by, at=at)
    return create_from_template(db.session(), form.start.data, title, by=by, at=at)


def _new_page(form: NewForm, upload: ImportForm) -> str:
    return render_template(
        "design/new.html", form=form, upload=upload, about=TEMPLATES, shipped=shipped_documents()
    )


def _uploaded(form: ImportForm) -> object:
    try:
        return read_json(form.file.data.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused(_("This file is not text in UTF-8: save it so.")) from error
    except ValueError as error:
        raise Refused(_("This file is not JSON: %(why)s", why=error)) from error


def _version(version_id: int) -> Version:
    return one_or_404(db.session(), visible_versions(g.viewer).where(Version.id == version_id))


def _siblings(version: Version) -> list[Version]:
    """The versions of the same scorecard that the viewer may see, newest first."""
    mine = visible_versions(g.viewer).where(Version.scorecard_id == version.scorecard_id)
    return list(db.session.scalars(mine.order_by(Version.number.desc())))


def _document(version: Version) -> ScorecardDocument:
    return parse(version.document)


def _scorecard(scorecard_id: int) -> Scorecard:
    found = db.session.get(Scorecard, scorecard_id)
    if found is None:
        raise Missing
    return found


def _name_of(user_id: int | None) -> str | None:
    user = db.session.get(User, user_id) if user_id else None
    return user.name if user else None
