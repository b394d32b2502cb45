"""Puts a version in use, or one that was kept back in use, in one step."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import audit
from qa_app.core.errors import Missing
from qa_app.core.events import emit
from qa_app.core.storage import storage
from scorecards.flagging.models import FlagModel, ModelState
from scorecards.flagging.queries import model_in_use

if TYPE_CHECKING:
    from scorecards.flagging.estimator import Model


def load_model(session: Session, version: FlagModel) -> Model:
    """The fitted model of a version; ModelRefused if its file is not the one that was saved.

    Queries nothing, so it need not be called within a transaction.
    """
    # Imported here because scikit-learn takes a second, which every page would pay.
    from scorecards.flagging.storage import ModelRefused, unpack

    try:
        data = storage(session).get(version.storage_key)
    except Missing as gone:
        raise ModelRefused(
            _(
                "The file of version %(number)s is gone. Train again or use another version.",
                number=version.number,
            )
        ) from gone
    return unpack(data, version.sha256)


def put_in_use(
    session: Session,
    version: FlagModel,
    *,
    by: int | None,
    at: datetime,
    actor: str | None = None,
    why: str | None = None,
) -> None:
    """Use this version from now on; the one before is kept, with its scores.

    Nothing happens where it is in use already. The caller has loaded it (`load_model`) before a
    transaction began, since that takes a second or two.
    """
    before = model_in_use(session)
    if before is version:
        return
    if before is not None:
        before.state = ModelState.REPLACED
        before.outcome = f"Replaced by version {version.number}, kept"
    version.state, version.in_use_since = ModelState.IN_USE, at
    version.outcome = why or "Put in use by a person"
    audit.record(
        session,
        "flagging.put_in_use",
        ("flag_model", version.id),
        by=by,
        at=at,
        actor=actor,
        before={"version": before.number if before else None},
        after={"version": version.number},
    )
    emit(session, "model.promoted", model_id=version.id)
    session.flush()


def version_numbered(session: Session, number: int) -> FlagModel:
    """The version of that number; Missing where there is none."""
    found = session.scalar(select(FlagModel).where(FlagModel.number == number))
    if found is None:
        raise Missing
    return found
