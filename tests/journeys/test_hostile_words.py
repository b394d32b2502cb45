"""Hostile words in every file and form, and then every page that shows them to anybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.people.models import User
from tests.journeys.crawling import Reader, walk
from tests.journeys.hostile_centre import EVIL, build

SignIn = Callable[[User], FlaskClient]
RunJobs = Callable[[], tuple[int, int]]


@pytest.mark.parametrize(
    ("page", "offences"),
    [
        (f"<p>{EVIL}</p>", ["unseen '\\u202e'", "unseen '\\u2066'", "unseen '\\x00'",
                            "script without a nonce", "script: 'hostile()'", "img onerror",
                            "img made by words"]),
        ('<a href=" JavaScript:hostile()">', ["a to  JavaScript:hostile()"]),
        ('<script nonce="n">let a = "<b>hostile()"</script>',
         ["script: 'let a = \"<b>hostile()\"'"]),
        ('<script nonce="n">let a = "\\u003cb\\u003ehostile()"</script><img src="/a.svg">', []),
        ("<p>&lt;script&gt;hostile()&lt;/script&gt;</p>", []),
    ],
)  # fmt: skip
def test_an_offence_is_seen(page: str, offences: list[str]) -> None:
    assert Reader(page, "/").offences == offences


def test_no_page_runs_or_hides_what_was_written(
    app: Flask, session: Session, sign_in: SignIn, run_jobs: RunJobs
) -> None:
    """Whoever walks through the centre finds every link whole and every word harmless."""
    centre = build(session, sign_in, run_jobs)
    failed, offended = {}, {}
    seen: set[str] = set()
    for part, person in centre.people.items():
        found = walk(app, sign_in(person))
        failed |= {(part, path): s for path, s in found.statuses.items() if s >= 400}
        offended |= {(part, path): each for path, each in found.offences.items()}
        seen |= found.routes
    assert (failed, offended) == ({}, {})
    assert {
        "coaching.show", "design.version", "drafts.edit", "evaluations.show", "feedback.detail",
        "intake.batch", "recognition.index", "reviews.score", "sampling.plan",
    } - seen == set()  # fmt: skip
