"""The pages of mappings: those that were saved, those that are shipped; rename, delete, files."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError, Refused
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from transcription.intake.mapping.document import InvalidMapping, TableMapping, read_mapping
from transcription.intake.mapping.forms import MappingFileForm, RenameForm
from transcription.intake.mapping.keeping import (
    bring_back,
    mapping_query,
    remove,
    rename,
    save,
    saved_rows,
)
from transcription.intake.mapping.models import SavedMapping
from transcription.intake.mapping.shipped import shipped_mappings, shipped_named
from transcription.intake.mapping.targets import targets_for

bp = Blueprint("mappings", __name__, template_folder="templates")
IMPORT = Permission.INTERACTIONS_IMPORT
MOST_BYTES = 1 << 20


@bp.route("/import/mappings", methods=["GET", "POST"])
@requires(IMPORT)
def index() -> Any:
    """The mappings in use; a file brings another one."""
    form = MappingFileForm()
    if not form.validate_on_submit():
        return _list_page(form), 422 if form.errors else 200
    try:
        mapping = read_mapping(form.file.data.stream.read(MOST_BYTES + 1))
        row = save(db.session(), mapping, by=g.viewer.id, at=clock.now())
    except InvalidMapping as error:
        form.show(Refused(str(error), field="file"))
        return _list_page(form), 422
    except QualityDeskError as error:
        db.session.rollback()
        form.show(error)
        return _list_page(form), error.status
    db.session.commit()
    flash(_("“%(name)s” was taken in, as version %(n)s.", name=row.name, n=row.version), "success")
    return redirect(url_for("mappings.show", mapping_id=row.id), 303)


@bp.route("/import/mappings/<int:mapping_id>", methods=["GET", "POST"])
@requires(IMPORT)
def show(mapping_id: int) -> Any:
    """One mapping as a table; its name can be changed."""
    row = one_or_404(db.session(), mapping_query(mapping_id))
    form = RenameForm(name=row.name)
    if not form.validate_on_submit():
        return _page(row, form), 422 if form.errors else 200
    try:
        renamed = rename(db.session(), row, form.name.data, by=g.viewer.id, at=clock.now())
    except QualityDeskError as error:
        db.session.rollback()
        form.show(error)
        return _page(row, form), error.status
    db.session.commit()
    return redirect(url_for("mappings.show", mapping_id=renamed.id), 303)


@bp.get("/import/mappings/<int:mapping_id>.json")
@requires(IMPORT)
def export(mapping_id: int) -> Response:
    """A mapping as the file that it can be brought in again by."""
    return _file(read_mapping(one_or_404(db.session(), mapping_query(mapping_id)).document))


@bp.get("/import/mappings/shipped/<name>.json")
@requires(IMPORT)
def export_shipped(name: str) -> Response:
    """A shipped mapping as a file, to change and bring in."""
    found = next((each for each in shipped_mappings() if _slug(each.name) == name), None)
    if found is None:
        raise Missing
    return _file(found)


@bp.post("/import/mappings/<int:mapping_id>/delete")
@requires(IMPORT)
def delete(mapping_id: int) -> AnyResponse:
    """Take a mapping out of use; it can be brought back."""
    row = one_or_404(db.session(), mapping_query(mapping_id))
    remove(db.session(), row, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("“%(name)s” is deleted. What was imported by it stays.", name=row.name), "message")
    return redirect(url_for("mappings.index", gone=row.id), 303)


@bp.post("/import/mappings/<int:mapping_id>/restore")
@requires(IMPORT)
def restore(mapping_id: int) -> AnyResponse:
    """Bring a deleted mapping back."""
    row = bring_back(db.session(), mapping_id, by=g.viewer.id, at=clock.now())
    db.session.commit()
    return redirect(url_for("mappings.show", mapping_id=row.id), 303)


def _list_page(form: MappingFileForm) -> str:
    return render_template(
        "mappings/index.html",
        form=form,
        rows=saved_rows(db.session()),
        shipped=[(each, _slug(each.name)) for each in shipped_mappings()],
        gone=request.args.get("gone", type=int),
    )


def _page(row: SavedMapping, form: RenameForm) -> str:
    mapping = read_mapping(row.document)
    return render_template(
        "mappings/show.html",
        row=row,
        mapping=mapping,
        form=form,
        targets=targets_for(mapping.reads, mapping.rows),
        shipped=shipped_named(row.name),
    )


def _file(mapping: TableMapping) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{_slug(mapping.name)}.json"'}
    return Response(mapping.as_json(), mimetype="application/json", headers=headers)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80] or "mapping"
