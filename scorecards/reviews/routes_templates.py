"""The pages of templates of comments, and the list that the scoring screen asks for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.reviews.comment_places import PLACES
from scorecards.reviews.comment_templates import (
    KEPT_FOR,
    add_template,
    change_template,
    editable_templates,
    may_share,
    put_back_template,
    remove_template,
    removed_templates,
    usable_templates,
)
from scorecards.reviews.forms import TemplateForm
from scorecards.reviews.models_templates import CommentTemplate

bp = Blueprint(
    "comment_templates", __name__, url_prefix="/comment-templates", template_folder="templates"
)


@bp.get("")
@requires(Permission.REVIEW)
def index() -> str:
    """One's own and the shared templates."""
    session = db.session()
    return render_template(
        "comment_templates/index.html",
        templates=usable_templates(session, g.viewer.id),
        removed=removed_templates(session, g.viewer),
        may_share=may_share(g.viewer),
        kept_days=KEPT_FOR.days,
    )


@bp.get("/choices")
@requires(Permission.REVIEW)
def choices() -> Any:
    """What can be inserted, as the scoring screen's script asks for it."""
    found = usable_templates(db.session(), g.viewer.id)
    return jsonify(
        [{"title": one.title, "text": one.text, "shared": one.owner_id is None} for one in found]
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.REVIEW)
def add() -> Any:
    """Write a new one."""
    form = TemplateForm()
    if not may_share(g.viewer):
        del form.shared
    if not form.validate_on_submit():
        return _form_page(form, None), 422 if request.method == "POST" else 200
    shared = "shared" in form and form.shared.data
    try:
        made = add_template(db.session(), title=form.title.data, text=form.text.data or "",
                            owner=None if shared else g.viewer.id, by=g.viewer.id,
                            at=clock.now())  # fmt: skip
        db.session.commit()
    except QualityDeskError as error:
        form.show(error)
        return _form_page(form, None), 422
    flash(_("“%(title)s” can be inserted now.", title=made.title), "good")
    return redirect(url_for("comment_templates.index"))


@bp.route("/<int:template_id>", methods=["GET", "POST"])
@requires(Permission.REVIEW)
def edit(template_id: int) -> Any:
    """Give one other words."""
    template = _own(template_id)
    form = TemplateForm(title=template.title, text=template.text)
    del form.shared
    if not form.validate_on_submit():
        return _form_page(form, template), 422 if request.method == "POST" else 200
    try:
        change_template(db.session(), template, title=form.title.data, text=form.text.data or "",
                        by=g.viewer.id, at=clock.now())  # fmt: skip
        db.session.commit()
    except QualityDeskError as error:
        form.show(error)
        db.session.rollback()
        return _form_page(form, _own(template_id)), 422
    flash(_("“%(title)s” is saved.", title=template.title), "good")
    return redirect(url_for("comment_templates.index"))


@bp.post("/<int:template_id>/remove")
@requires(Permission.REVIEW)
def remove(template_id: int) -> Response:
    """Take one out of use; it can be put back."""
    template = _own(template_id)
    remove_template(db.session(), template, by=g.viewer.id, at=clock.now())
    db.session.commit()
    return redirect(url_for("comment_templates.index", _anchor="removed"))


@bp.post("/<int:template_id>/put-back")
@requires(Permission.REVIEW)
def put_back(template_id: int) -> Response:
    """Take a removed one into use again."""
    template = _own(template_id)
    try:
        put_back_template(db.session(), template, by=g.viewer.id, at=clock.now())
        db.session.commit()
        flash(_("“%(title)s” is back.", title=template.title), "good")
    except QualityDeskError as error:
        db.session.rollback()
        flash(error.message, "watch")
    return redirect(url_for("comment_templates.index"))


def _own(template_id: int) -> CommentTemplate:
    scope = editable_templates(g.viewer).where(CommentTemplate.id == template_id)
    return one_or_404(db.session(), scope)


def _form_page(form: TemplateForm, template: CommentTemplate | None) -> str:
    return render_template(
        "comment_templates/edit.html", form=form, template=template, places=PLACES
    )
