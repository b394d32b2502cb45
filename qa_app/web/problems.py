"""Errors of the API as problem details (RFC 9457): one shape for everything that goes wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, request

from qa_app.core.errors import QualityDeskError

API = "/api/"
MEDIA_TYPE = "application/problem+json"


class Problem(QualityDeskError):
    """A refusal of the API; `kind` names it for programs, `more` are members of the answer."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        kind: str = "about:blank",
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.more = {**({"errors": list(errors)} if errors else {}), **(more or {})}
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        """The members of the problem, as RFC 9457 names them."""
        return problem_body(self.status, self.message, self.kind) | self.more


def problem_body(status: int, detail: str, kind: str = "about:blank") -> dict[str, Any]:
    """`type`, `title`, `status` and `detail` of a problem."""
    return {
        "type": kind if ":" in kind else f"urn:quality-desk:problem:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }


def is_api() -> bool:
    """Whether the present request is one to the API."""
    return request.path.startswith(API)


def problem_answer(
    status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> Response:
    """The answer that carries a problem."""
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, status, dict(headers or {}), content_type=MEDIA_TYPE)
