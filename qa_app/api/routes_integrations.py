"""The admin's page of integrations: make one, see its token once, revoke it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from qa_app.api.forms import SCOPES, IntegrationForm
from qa_app.api.models import Integration
from qa_app.api.queries import integration_query, integrations
from qa_app.api.scopes import Scope
from qa_app.api.tokens import make_integration, revoke
from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404

bp = Blueprint("integrations", __name__, template_folder="templates")
MANAGE = Permission.SETTINGS_MANAGE
EXAMPLE = (
    'curl {address} -H "Authorization: Bearer {token}"'
    ' -H "Content-Type: application/json" --data @interaction.json'
)


@bp.route("/integrations", methods=["GET", "POST"])
@requires(MANAGE)
def index() -> Any:
    """All integrations; one that was just made is shown with its token, this once."""
    form = IntegrationForm()
    if not form.validate_on_submit():
        return _page(form), 422 if form.errors else 200
    made, token = make_integration(
        db.session(),
        form.name.data or "",
        scopes=[Scope(value) for value in form.scopes.data or ()],
        source=form.source.data,
        days=int(form.days.data) if form.days.data else None,
        by=g.viewer.id,
        at=clock.now(),
    )
    db.session.commit()
    # Not redirected: the token is in this answer and nowhere else.
    return _page(IntegrationForm(formdata=None), made, token), 201


@bp.post("/integrations/<int:integration_id>/revoke")
@requires(MANAGE)
def end(integration_id: int) -> Response:
    """Revoke a token."""
    found = one_or_404(db.session(), integration_query(integration_id))
    revoke(db.session(), found, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("The token of %(name)s is worth nothing from now on.", name=found.name), "success")
    return redirect(url_for("integrations.index"), 303)


def _page(form: IntegrationForm, made: Integration | None = None, token: str = "") -> str:
    session = db.session()
    return render_template(
        "api/integrations.html",
        form=form,
        integrations=integrations(session),
        made=made,
        token=token,
        example=EXAMPLE.format(address=url_for("api.interactions", _external=True), token=token),
        scopes={scope.value: label for scope, label in SCOPES.items()},
        now=clock.now(),
        per_minute=session.info["settings"].api_per_minute,
    )
