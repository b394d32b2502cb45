"""The wizard: says what the columns of a table hold, tries it on the first rows, remembers it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any
from zoneinfo import available_timezones

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from qa_app.web.templating import time_zone
from transcription.intake.limits import NAME_CHARACTERS
from transcription.intake.mapping.document import InvalidMapping, TableMapping
from transcription.intake.mapping.grid import Grid
from transcription.intake.mapping.guessing import Look, guess, guess_as
from transcription.intake.mapping.importer import nearest_mapping
from transcription.intake.mapping.keeping import save, saved_mappings
from transcription.intake.mapping.targets import targets_for
from transcription.intake.preview import asking, routes
from transcription.intake.preview.answering import Tried, mapping_from, try_on
from transcription.intake.preview.deciding import options_of, parcel_of_waiting
from transcription.intake.preview.models import WaitingFile, WaitingUpload
from transcription.intake.preview.routes import IMPORT, look_through, own
from transcription.intake.preview.showing import shown_refusal, shown_row, with_moments
from transcription.interactions import labels

bp = routes.bp


@bp.get("/import/look/<int:upload_id>/columns/<int:file_id>")
@requires(IMPORT)
def columns(upload_id: int, file_id: int) -> str:
    """The wizard, with a mapping to begin with: one that is known, else a guess."""
    waiting, file = _file(upload_id, file_id)
    sheet = request.args.get("sheet") or None
    with parcel_of_waiting(db.session(), waiting).open(file.name) as stream:
        grid, look = asking.look_into(stream, sheet)
        mapping, begun = _beginning(waiting, file, look, grid)
        return _page("preview/wizard.html", waiting, file, look, grid, mapping, begun=begun,
                     tried=try_on(stream, mapping, options_of(waiting)))  # fmt: skip


@bp.post("/import/look/<int:upload_id>/columns/<int:file_id>/try")
@requires(IMPORT)
def try_mapping(upload_id: int, file_id: int) -> str:
    """The part of the wizard that follows from the choices, asked at every change."""
    return _answered("preview/_depends.html", *_file(upload_id, file_id))


@bp.post("/import/look/<int:upload_id>/columns/<int:file_id>")
@requires(IMPORT)
def save_mapping(upload_id: int, file_id: int) -> Any:
    """Save the mapping and look through the files again, which are now read by it."""
    waiting, file = _file(upload_id, file_id)
    if request.form.get("act") != "save":
        return _answered("preview/wizard.html", waiting, file)
    try:
        with parcel_of_waiting(db.session(), waiting).open(file.name) as stream:
            _grid, look = asking.look_into(stream, request.form.get("sheet") or None)
        mapping = mapping_from(request.form, look)
        row = save(db.session(), mapping, by=g.viewer.id, at=clock.now())
    except (InvalidMapping, QualityDeskError) as error:
        db.session.rollback()
        return _answered("preview/wizard.html", waiting, file, problem=str(error)), 422
    name, version = row.name, row.version
    look_through(waiting)
    flash(_("Saved as “%(name)s”, version %(n)s. The next file with these columns is read by it.",
            name=name, n=version), "success")  # fmt: skip
    return redirect(url_for("preview.look", upload_id=waiting.id), 303)


def _answered(
    template: str, waiting: WaitingUpload, file: WaitingFile, problem: str | None = None
) -> str:
    """The page or its part under what was chosen; what makes no mapping is said above."""
    form = request.form
    with parcel_of_waiting(db.session(), waiting).open(file.name) as stream:
        grid, look = asking.look_into(stream, form.get("sheet") or None)
        try:
            mapping = _reshaped(look) or mapping_from(form, look)
            tried = try_on(stream, mapping, options_of(waiting))
        except InvalidMapping as error:
            problem, tried = problem or str(error), Tried()
            mapping = _nearest(look, file)
        return _page(template, waiting, file, look, grid, mapping, tried=tried, problem=problem)


def _nearest(look: Look, file: WaitingFile) -> TableMapping:
    """What was chosen, with its names cut to their length; a guess where that is no mapping."""
    form = request.form.to_dict()
    cut = {key: form.get(key, "")[:NAME_CHARACTERS] for key in ("name", "source")}
    try:
        return mapping_from(form | cut, look)
    except InvalidMapping:
        return guess(look, name=(cut["name"] or file.name)[:NAME_CHARACTERS])


def _reshaped(look: Look) -> TableMapping | None:
    """A new guess where somebody has just said that a row is something else."""
    form = request.form
    shape = form.get("shape", "")
    if shape == form.get("was", shape) or shape not in asking.SHAPES:
        return None
    reads, rows = asking.SHAPES[shape]
    name, source = form.get("name") or "-", form.get("source") or None
    found = guess_as(look, reads, rows, name=name[:100], source=source and source[:200])
    return found.model_copy(update={"sheet": form.get("sheet") or None})


def _beginning(
    waiting: WaitingUpload, file: WaitingFile, look: Look, grid: Grid
) -> tuple[TableMapping, str | None]:
    """(mapping, name of the one that it was begun with)."""
    source = waiting.said["source"] or None
    known = nearest_mapping(look.columns, saved_mappings(db.session()), source)
    if known is not None:
        there = {name: goes for name, goes in known.columns.items() if name in set(look.columns)}
        changes = {"header": list(look.columns), "columns": there, "match": "exact"}
        return known.model_copy(update=changes), known.name
    name = source or PurePosixPath(file.name).stem.replace("_", " ").replace("-", " ")
    sheet = request.args.get("sheet") or (grid.sheets[0] if len(grid.sheets) > 1 else None)
    return guess(look, name=name[:100], source=source).model_copy(update={"sheet": sheet}), None


def _page(
    template: str, waiting: WaitingUpload, file: WaitingFile, look: Look, grid: Grid,
    mapping: TableMapping, *, tried: Tried, begun: str | None = None, problem: str | None = None,
) -> str:  # fmt: skip
    zone = mapping.zone or waiting.said["hints"].get("time_zone") or time_zone()
    region = db.session().info["settings"].redaction_region
    guessed = guess_as(look, mapping.reads, mapping.rows, name="-")
    return render_template(
        template,
        waiting=waiting, file=file, mapping=mapping, begun=begun, problem=problem,
        shape=asking.shape_of(mapping), sheets=grid.sheets, notes=grid.notes,
        encoding=grid.encoding, zone=zone, zones=sorted(available_timezones()),
        columns=asking.columns_asked(look, mapping, guessed),
        targets=targets_for(mapping.reads, mapping.rows),
        constants=[
            target for key in (*asking.CONSTANTS[mapping.reads], "speaker")
            if (target := targets_for(mapping.reads, mapping.rows).get(key)) is not None
            and key not in mapping.columns.values()
        ],
        words=asking.words_asked(look, mapping),
        units=asking.units_asked(look, mapping),
        scales=[(each, asking.scale_choices(look, mapping, each.number))
                for each in asking.scales_asked(look, mapping)],
        orders=asking.orders_asked(look, mapping, zone),
        times=asking.time_examples(look, mapping, zone),
        rows=with_moments([shown_row(each, region=region) for each in tried.rows]),
        refusals=[shown_refusal(each) for each in tried.refusals],
        tried=tried, labels=labels, reshaped=request.method == "POST",
    )  # fmt: skip


def _file(upload_id: int, file_id: int) -> tuple[WaitingUpload, WaitingFile]:
    waiting = own(upload_id)
    query = select(WaitingFile).where(
        WaitingFile.upload_id == waiting.id, WaitingFile.id == file_id
    )
    return waiting, one_or_404(db.session(), query)
