"""A person's own keys: shown beside the delivered ones, changed, given back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from qa_app.core.db import db
from qa_app.core.permissions import Permission
from qa_app.people.key_map import (
    ACTIONS,
    PLACES,
    keys_of,
    own_keys,
    problems_of,
    read_key,
    shown_key,
)
from qa_app.web.access import requires
from qa_app.web.forms import DeskForm

bp = Blueprint("keys", __name__, template_folder="templates")


@bp.get("/my-keys")
@requires(Permission.SIGNED_IN)
def show() -> str:
    """All keys that the person can use, with their own in the fields; `?delivered=1` gives back."""
    given_back = bool(request.args.get("delivered"))
    return _page(keys_of(None if given_back else g.user.keys), {}, given_back)


@bp.post("/my-keys")
@requires(Permission.SIGNED_IN)
def change() -> Any:
    """Take the keys of the form over, all or none."""
    keys = keys_of(g.user.keys)
    for action in ACTIONS:
        sent = request.form.get(f"k-{action.id}")
        if sent is not None:
            keys[action.id] = read_key(sent)
    problems = problems_of(keys)
    if problems:
        return _page(keys, problems, False), 422
    g.user.keys = own_keys(keys) or None
    db.session.commit()
    flash(_("Your keys are saved. They hold on every computer on which you sign in."), "good")
    return redirect(url_for("keys.show"))


def _page(keys: dict[str, str], problems: dict[str, str], given_back: bool) -> str:
    places = [one for one in PLACES if any(g.viewer.can(each) for each in one.permissions)]
    groups = [(place, [one for one in ACTIONS if one.place == place.id]) for place in places]
    shown = {one.id for _place, actions in groups for one in actions}
    return render_template(
        "people/keys.html",
        form=DeskForm(),
        groups=groups,
        keys=keys,
        problems={one: why for one, why in problems.items() if one in shown},
        shown_key=shown_key,
        given_back=given_back,
        changed=len(g.user.keys or {}),
    )
