"""Idempotency-Key: the same again gets the same, another is refused, a dead one is taken over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.api.models import ApiRequest
from qa_app.api.repeating import KEPT, LONGEST, begin, forget_old, read_key
from qa_app.core import clock
from qa_app.web.problems import Problem
from tests.qa_app.api.asking import make_program
from tests.transcription.intake.examples import interaction
from transcription.intake.models import Batch


def test_the_same_again_gets_the_same_answer(session: Session, client: FlaskClient) -> None:
    program = make_program(session, client)
    first = program.post([interaction()], Idempotency_Key='"one"')
    again = program.post([interaction()], Idempotency_Key="one")
    assert (again.status_code, again.json) == (first.status_code, first.json)
    assert again.headers["Location"] == first.headers["Location"]
    assert (again.headers["Idempotency-Replayed"], first.status_code) == ("true", 201)
    assert session.scalar(select(func.count(Batch.id))) == 1
    other = program.post([interaction(external_id="b")], Idempotency_Key="one")
    assert (other.status_code, other.json["type"]) == (422, "urn:quality-desk:problem:key-reused")
    elsewhere = make_program(session, client)
    assert elsewhere.post([interaction()], Idempotency_Key="one").status_code == 200


def test_refusals_are_repeated_too(session: Session, client: FlaskClient) -> None:
    program = make_program(session, client)
    first = program.post({}, Idempotency_Key="bad")
    again = program.post({}, Idempotency_Key="bad")
    assert (first.status_code, first.json) == (422, again.json)
    assert again.headers["Idempotency-Replayed"] == "true"


def test_while_the_first_is_worked_on(session: Session, client: FlaskClient) -> None:
    program, at = make_program(session, client), clock.now()
    assert begin(session, program.number, "k", "f", at=at) is None
    with pytest.raises(Problem) as caught:
        begin(session, program.number, "k", "f", at=at + LONGEST - timedelta(seconds=1))
    assert (caught.value.status, caught.value.headers) == (409, {"Retry-After": "5"})
    # Its process has died by now; of two that take over one does it.
    later = at + LONGEST + timedelta(seconds=1)
    assert begin(session, program.number, "k", "f", at=later) is None
    session.expire_all()
    with pytest.raises(Problem, match="still being worked on"):
        begin(session, program.number, "k", "f", at=later)


def test_answers_are_kept_for_a_week(session: Session, client: FlaskClient) -> None:
    program, at = make_program(session, client), clock.now()
    begin(session, program.number, "k", "f", at=at)
    forget_old(session, at + KEPT)
    assert session.scalar(select(func.count(ApiRequest.id))) == 1
    forget_old(session, at + KEPT + timedelta(seconds=1))
    assert session.scalar(select(func.count(ApiRequest.id))) == 0


@pytest.mark.parametrize(
    ("header", "key"), [(None, None), ("a b", "a b"), ('"a"', "a"), (' "x-1" ', "x-1")]
)
def test_keys(header: str | None, key: str | None) -> None:
    assert read_key(header) == key


@pytest.mark.parametrize("header", ["", '""', "é", "x" * 201, "a\x07"])
def test_no_keys(header: str) -> None:
    with pytest.raises(Problem):
        read_key(header)
