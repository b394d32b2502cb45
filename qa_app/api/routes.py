"""The API: interactions in, and what became of them. Programs come with a token, never a cookie."""

from __future__ import annotations

from collections.abc import Mapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from flask import Blueprint, Response, g, jsonify, request, url_for

from qa_app.api.answers import batch_body, interaction_body, items_answer, refusal_body
from qa_app.api.callers import Caller
from qa_app.api.document import openapi
from qa_app.api.handing import IN_MEMORY, Handed, read_request
from qa_app.api.queries import batch_of_caller, interaction_of_caller, refusals_after
from qa_app.api.repeating import Kept, begin, finish, read_key, release
from qa_app.api.scopes import Scope
from qa_app.api.taking import Sender, take_at_once, take_later
from qa_app.core import clock
from qa_app.core.db import db
from qa_app.web.access import needs_token, public
from qa_app.web.limits import accepts_files
from qa_app.web.lookup import one_or_404
from qa_app.web.problems import problem_answer, problem_body
from transcription.intake.receiving import job_of

bp = Blueprint("api", __name__, url_prefix="/api/v1", template_folder="templates")
Made = tuple[dict[str, Any], int, Mapping[str, str]]


@bp.get("/openapi.json")
@public
def document() -> Response:
    """What the API takes and answers, as OpenAPI 3.1."""
    return jsonify(openapi())


@bp.post("/interactions")
@needs_token(Scope.WRITE.value)
@accepts_files
def interactions() -> Response:
    """Take one interaction, a list, or JSON lines; each good one stays, each bad one is named."""
    caller: Caller = g.caller
    key = read_key(request.headers.get("Idempotency-Key"))
    with SpooledTemporaryFile(IN_MEMORY) as room:
        handed = read_request(request, cast(IO[bytes], room), source=caller.source)
        if key is None:
            return _answer(*_take(caller, handed, None))
        return _once(caller, handed, key)


@bp.get("/interactions/<int:interaction_id>")
@needs_token(Scope.READ.value)
def interaction(interaction_id: int) -> Response:
    """Where an interaction stands that the same integration handed in."""
    found = one_or_404(db.session(), interaction_of_caller(g.caller.id, interaction_id))
    return jsonify(interaction_body(found))


@bp.get("/batches/<int:batch_id>")
@needs_token(Scope.READ.value)
def batch(batch_id: int) -> Response:
    """A batch of the same integration: state, counts, progress."""
    found = one_or_404(db.session(), batch_of_caller(g.caller.id, batch_id))
    return jsonify(batch_body(found, job_of(db.session(), found)))


@bp.get("/batches/<int:batch_id>/refusals")
@needs_token(Scope.READ.value)
def refusals(batch_id: int) -> Response:
    """What was refused of a batch, the last first, a hundred at a time."""
    found = one_or_404(db.session(), batch_of_caller(g.caller.id, batch_id))
    page = refusals_after(db.session(), found, request.args.get("before"))
    older = url_for("api.refusals", batch_id=found.id, before=page.older) if page.older else None
    return jsonify({"refusals": [refusal_body(row) for row in page.items], "next": older})


def _once(caller: Caller, handed: Handed, key: str) -> Response:
    """Take the items, or repeat the answer that was given under the key."""
    kept = begin(db.session(), caller.id, key, handed.fingerprint, at=clock.now())
    db.session.commit()
    if kept is not None:
        return _repeated(kept)
    try:
        return _answer(*_take(caller, handed, key))
    except BaseException:
        # What failed as a whole may be sent again under the same key.
        db.session.rollback()
        release(db.session(), caller.id, key)
        db.session.commit()
        raise


def _take(caller: Caller, handed: Handed, key: str | None) -> Made:
    """Take the items at once or in the background, and keep the answer under its key."""
    session, at = db.session(), clock.now()
    sender = Sender(caller.id, caller.name)
    is_later = "respond-async" in request.headers.get("Prefer", "").lower()
    if is_later or not handed.is_small:
        found = take_later(session, handed, sender, at=at)
        here = {"Location": url_for("api.batch", batch_id=found.id)}
        made: Made = ({"batch": batch_body(found)}, 202, here)
    else:
        found, items = take_at_once(session, handed, sender, at=at)
        made = items_answer(found, items, is_single=handed.is_single)
    if key is not None:
        body, status, headers = made
        finish(session, caller.id, key, status=status, body=body, headers=headers)
    session.commit()
    return made


def _answer(body: Any, status: int, headers: Mapping[str, str]) -> Response:
    """JSON, or a problem where nothing at all was taken."""
    if status == 422:
        problem = problem_body(422, "Nothing was taken: every item was refused.", "all-refused")
        return problem_answer(422, problem | body, headers)
    answer = jsonify(body)
    answer.status_code = status
    answer.headers.extend(dict(headers))
    return answer


def _repeated(kept: Kept) -> Response:
    answer = _answer(kept.body, kept.status, kept.headers)
    answer.headers["Idempotency-Replayed"] = "true"
    return answer
