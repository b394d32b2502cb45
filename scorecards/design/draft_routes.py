"""The designer: pages and posts that edit a draft, answered whole or as the parts that changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Conflict, QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.core.text import whole_number
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.design.arranging import Arrangement
from scorecards.design.board import board_of
from scorecards.design.comparison import differences
from scorecards.design.desk import Desk, Saved, at_of, draw, redrawn
from scorecards.design.document import parse
from scorecards.design.drafting import discard, undo
from scorecards.design.drafting import edit as edit_draft
from scorecards.design.editing import change_card, change_section
from scorecards.design.findings import ScorecardInvalid
from scorecards.design.models import Version
from scorecards.design.part_forms import card_changes, posted_card, posted_section, section_changes
from scorecards.design.policies import drafts
from scorecards.design.publishing import publish as publish_draft
from scorecards.design.queries import newest_frozen
from scorecards.design.question_changes import QuestionEdit
from scorecards.design.question_form import posted_fields

bp = Blueprint(
    "drafts",
    __name__,
    template_folder="templates",
    url_prefix="/scorecards/drafts/<int:version_id>",
)


@bp.get("")
@requires(Permission.SCORECARDS_EDIT)
def edit(version_id: int) -> Any:
    """The designer, open at the card, a section or a question."""
    desk = Desk(_draft(version_id), request.args.get("at", ""))
    return draw(desk, whole=not _by_script())


@bp.post("/card")
@requires(Permission.SCORECARDS_EDIT)
def save_card(version_id: int) -> Any:
    """Save the card's own fields."""
    lists = {name: request.form.getlist(name) for name in ("teams", "channels", "directions")}
    fields = posted_card(request.form, lists)
    return _save(
        version_id, "card", fields, _("settings of the scorecard"),
        lambda document: change_card(document, card_changes(fields)),
    )  # fmt: skip


@bp.post("/section")
@requires(Permission.SCORECARDS_EDIT)
def save_section(version_id: int) -> Any:
    """Save a section's own fields."""
    key, fields = request.form.get("was", ""), posted_section(request.form)
    return _save(
        version_id, f"section:{key}", fields, _("section “%(title)s”", title=fields.title[:60]),
        lambda document: change_section(document, key, section_changes(fields)),
    )  # fmt: skip


@bp.post("/question")
@requires(Permission.SCORECARDS_EDIT)
def save_question(version_id: int) -> Any:
    """Save a question, after one action on its answers where a button asked for it."""
    key = request.form.get("was", "")
    fields = posted_fields(request.form, tuple(request.form.getlist("condition_in")))
    change = QuestionEdit(key, fields, request.form.get("do", ""))
    label = _("question “%(text)s”", text=fields.text[:60])
    return _save(version_id, f"question:{key}", fields, label, change)


@bp.post("/arrange")
@requires(Permission.SCORECARDS_EDIT)
def arrange(version_id: int) -> Any:
    """Save the weights of the list, then add, move, duplicate or remove a part."""
    version, at = _draft(version_id), request.form.get("at", "")
    before = parse(version.document)
    change = Arrangement(request.form, before)
    try:
        edit_draft(
            db.session(), version, change, revision=_revision(), subject=change.subject,
            label=change.label, by=g.viewer.id, at=clock.now(),
        )  # fmt: skip
    except QualityDeskError as error:
        return _refused(version_id, at, None, error, request.form)
    db.session.commit()
    desk = Desk(version, change.target or at)
    # The open form shows the weight too, and must not save the old one again.
    changed = desk.question is not None and desk.question not in tuple(before.questions())
    return _answer(desk, Saved(redraw=change.target is not None or changed))


@bp.post("/undo")
@requires(Permission.SCORECARDS_EDIT)
def take_back(version_id: int) -> Any:
    """Take the last edit back."""
    version, at = _draft(version_id), request.form.get("at", "")
    try:
        label = undo(db.session(), version, revision=_revision())
    except QualityDeskError as error:
        return _refused(version_id, at, None, error)
    db.session.commit()
    return _answer(
        Desk(version, at), Saved(redraw=True, said=_("Taken back: %(what)s", what=label))
    )


@bp.route("/publish", methods=["GET", "POST"])
@requires(Permission.SCORECARDS_EDIT)
def publish(version_id: int) -> Any:
    """What publishing would change, and the button that does it."""
    version, status, refused = _draft(version_id), 200, ""
    if request.method == "POST":
        try:
            publish_draft(db.session(), version, by=g.viewer.id, at=clock.now())
            db.session.commit()
            flash(_("Version %(number)s of “%(title)s” is published; new evaluations use it.",
                    number=version.number, title=version.scorecard.title), "success")  # fmt: skip
            return redirect(url_for("design.version", version_id=version.id))
        except ScorecardInvalid:
            db.session.rollback()
            status = 422
        except QualityDeskError as error:
            db.session.rollback()
            status, refused = 422, error.message
    document = parse(version.document)
    before = newest_frozen(db.session(), version.scorecard)
    changes = differences(parse(before.document), document) if before else []
    page = render_template(
        "design/publish.html", version=version, board=board_of(document), before=before,
        changes=changes, at_of=at_of, refused=refused,
    )  # fmt: skip
    return page, status


@bp.post("/discard")
@requires(Permission.SCORECARDS_EDIT)
def throw_away(version_id: int) -> Any:
    """Throw the draft away, after its typed word."""
    version = _draft(version_id)
    if request.form.get("confirm", "").strip() != _("discard"):
        flash(_("Type the word to throw the draft away."), "error")
        return redirect(url_for("drafts.edit", version_id=version_id))
    discard(db.session(), version, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("The draft is gone."))
    return redirect(url_for("design.index"))


def _save(version_id: int, at: str, fields: object, label: str, change: Any) -> Any:
    """Apply a form's change and answer with what it changed on the page."""
    version = _draft(version_id)
    before = parse(version.document)
    try:
        after = edit_draft(
            db.session(), version, change, revision=_revision(),
            subject="" if request.form.get("do") else at, label=label,
            by=g.viewer.id, at=clock.now(),
        )  # fmt: skip
    except QualityDeskError as error:
        return _refused(version_id, at, fields, error)
    db.session.commit()
    target = _renamed(at)
    redraw = bool(request.form.get("do")) or redrawn(at, target, before, after)
    return _answer(Desk(version, target), Saved(redraw=redraw))


def _renamed(at: str) -> str:
    """Where to go on: a question may have got another key."""
    kind, _colon, key = at.partition(":")
    new = request.form.get("key", "").strip()
    return f"question:{new or key}" if kind == "question" else at


def _answer(desk: Desk, saved: Saved) -> Any:
    if not _by_script():
        if saved.said:
            flash(saved.said)
        return redirect(
            url_for("drafts.edit", version_id=desk.version.id, at=desk.at, _anchor="editor")
        )
    response = make_response(draw(desk, whole=False, saved=saved))
    if saved.redraw:
        response.headers["HX-Replace-Url"] = url_for(
            "drafts.edit", version_id=desk.version.id, at=desk.at
        )
    else:
        response.headers["HX-Reswap"] = "none"
    return cast(Response, response)


def _refused(
    version_id: int,
    at: str,
    fields: object,
    error: QualityDeskError,
    weights: Mapping[str, str] | None = None,
) -> Any:
    """Show what was posted again, with what is wrong at its field; nothing was saved."""
    db.session.rollback()
    desk = Desk(_draft(version_id), at, fields=fields, refused=error, weights=weights)
    is_conflict = isinstance(error, Conflict)
    keep_form = _by_script() and not is_conflict
    page = draw(desk, whole=not _by_script(), saved=Saved(redraw=not keep_form))
    response = make_response(page, error.status)
    if keep_form:
        # What is being typed stays as it is; only the messages and the state change.
        response.headers["HX-Reswap"] = "none"
    return response


def _revision() -> int:
    revision = whole_number(request.form.get("revision"))
    return -1 if revision is None else revision


def _by_script() -> bool:
    return request.headers.get("HX-Request") == "true"


def _draft(version_id: int) -> Version:
    return one_or_404(db.session(), drafts(g.viewer).where(Version.id == version_id))
