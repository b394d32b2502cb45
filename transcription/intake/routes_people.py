"""The page that takes in teams and their people from a list."""

from __future__ import annotations

from typing import Any

from flask import g, render_template

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Refused
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.limits import accepts_files
from transcription.intake.forms import PeopleForm
from transcription.intake.refusals import FileRefused
from transcription.intake.routes import bp
from transcription.intake.teams import TeamImport, import_teams

SAMPLE = """team,agent_id,name,email,lead_email,reviewer
Harbour,a-17,Owen Hughes,owen@example.com,sofia@example.com,no
Harbour,a-18,Mei Tan,,sofia@example.com,no
Summit,,Arjun Mehta,arjun@example.com,,yes"""
"""What a list looks like; its columns are documented in docs/formats.md."""


@bp.route("/import/people", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
@accepts_files
def people() -> Any:
    """Hand in a list of teams and people; good rows are taken, the others named with line."""
    form = PeopleForm()
    if not form.validate_on_submit():
        return _page(form, None), 422 if form.errors else 200
    try:
        done = import_teams(db.session(), form.file.data.stream, by=g.viewer.id, at=clock.now())
    except FileRefused as error:
        db.session.rollback()
        form.show(Refused(error.message, field="file"))
        return _page(form, None), 422
    db.session.commit()
    return _page(PeopleForm(formdata=None), done)


def _page(form: PeopleForm, done: TeamImport | None) -> str:
    return render_template("intake/people.html", form=form, done=done, sample=SAMPLE)
