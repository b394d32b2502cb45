"""A program at the API: its token, and items to hand in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from qa_app.api.scopes import Scope
from qa_app.api.tokens import make_integration
from qa_app.core import clock
from qa_app.core.permissions import Role
from tests.factories.people import make_user

HERE = "/api/v1/interactions"


@dataclass
class Program:
    """An integration's client."""

    client: FlaskClient
    token: str
    number: int

    def post(self, data: Any, path: str = HERE, **headers: str) -> TestResponse:
        """Hand in JSON."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(path, json=data, headers={**self.bearer, **named})

    def get(self, path: str) -> TestResponse:
        """Ask."""
        return self.client.get(path, headers=self.bearer)

    @property
    def bearer(self) -> dict[str, str]:
        """The header that lets it in."""
        return {"Authorization": f"Bearer {self.token}"}


def make_program(session: Session, client: FlaskClient, **options: Any) -> Program:
    """A program with a fresh token of both scopes."""
    admin = make_user(session, Role.ADMIN)
    made, token = make_integration(
        session, "Phone system", scopes=options.pop("scopes", list(Scope)),
        by=admin.id, at=options.pop("at", clock.now()), **options,
    )  # fmt: skip
    session.commit()
    return Program(client, token, made.id)


def kind_of(answer: TestResponse) -> str:
    """The kind of a problem, without the prefix that all have."""
    assert answer.json is not None
    return str(answer.json["type"]).removeprefix("urn:quality-desk:problem:")
