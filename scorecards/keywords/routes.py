"""Pages of the centre's lists of words: all of them, writing one, removing, putting back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.keywords.forms import SIDE_LABELS, KeywordForm
from scorecards.keywords.keeping import (
    keep_list,
    lists_in_use,
    put_back_list,
    read_phrases,
    remove_list,
    removed_lists,
)
from scorecards.keywords.models import KeywordList

bp = Blueprint("keywords", __name__, url_prefix="/word-lists", template_folder="templates")
EDIT = Permission.SCORECARDS_EDIT


@bp.get("")
@requires(EDIT)
def index() -> str:
    """The lists in use, and those that can be put back."""
    session = db.session()
    return render_template(
        "keywords/index.html",
        lists=lists_in_use(session),
        removed=removed_lists(session),
        sides=SIDE_LABELS,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(EDIT)
def add() -> Any:
    """Write a new list."""
    return _form_page(None)


@bp.route("/<int:list_id>", methods=["GET", "POST"])
@requires(EDIT)
def edit(list_id: int) -> Any:
    """Change a list."""
    return _form_page(_list(list_id))


@bp.post("/<int:list_id>/remove")
@requires(EDIT)
def remove(list_id: int) -> Response:
    """Take a list out of use; it can be put back."""
    remove_list(db.session(), _list(list_id), by=g.viewer.id, at=clock.now())
    db.session.commit()
    return redirect(url_for("keywords.index", _anchor="removed"))


@bp.post("/<int:list_id>/put-back")
@requires(EDIT)
def put_back(list_id: int) -> Response:
    """Use a removed list again."""
    row = _list(list_id)
    try:
        put_back_list(db.session(), row, by=g.viewer.id, at=clock.now())
        db.session.commit()
    except QualityDeskError as error:
        db.session.rollback()
        flash(error.message, "watch")
    return redirect(url_for("keywords.index"))


def _form_page(row: KeywordList | None) -> Any:
    form = KeywordForm(
        data=None
        if row is None
        else {"title": row.title, "side": row.side, "phrases": "\n".join(row.phrases)}
    )
    if form.validate_on_submit():
        try:
            kept = _kept(row, form)
        except QualityDeskError as error:
            db.session.rollback()
            form.show(error)
        else:
            flash(_("“%(title)s” is kept: it marks conversations from now on.", title=kept), "good")
            return redirect(url_for("keywords.index"), 303)
    page = render_template("keywords/edit.html", form=form, row=row)
    return page, 422 if request.method == "POST" else 200


def _kept(row: KeywordList | None, form: KeywordForm) -> str:
    made = keep_list(
        db.session(),
        row,
        title=form.title.data or "",
        side=form.side.data,
        phrases=read_phrases(form.phrases.data or ""),
        by=g.viewer.id,
        at=clock.now(),
    )
    db.session.commit()
    return made.title


def _list(list_id: int) -> KeywordList:
    return one_or_404(db.session(), select(KeywordList).where(KeywordList.id == list_id))
