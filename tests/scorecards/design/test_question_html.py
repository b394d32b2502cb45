"""A question looks alike on the scoring screen and in the designer's previews: it is one macro."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from scorecards.reviews.page import filled_card
from scorecards.reviews.rendering import UNTOUCHED, questions_html
from tests.factories.interactions import make_interaction
from tests.factories.people import make_team, make_user
from tests.factories.scorecards import make_draft

LONG = "An answer that is so long that it stands on a line of its own"
QUESTIONS: list[dict[str, Any]] = [
    {"key": "yes", "text": "Was it so?", "type": "yes_no", "guidance": "Yes if so."},
    {"key": "long", "text": "Which one?", "type": "choice", "critical": "section",
     "fatal_values": ["b"], "root_causes_for": ["b"],
     "root_causes": [{"key": "haste", "label": "Haste"}],
     "options": [{"value": "a", "label": LONG, "score": 1}, {"value": "b", "score": 0}]},
    {"key": "five", "text": "How well?", "type": "scale", "scale": {"min": 1, "max": 5}},
    {"key": "count", "text": "How often?", "type": "number", "na_allowed": True,
     "ranges": [{"from": 0, "to": 9, "score": 1}]},
    {"key": "why", "text": "Why?", "type": "text", "required": False},
]  # fmt: skip


def box(page: str, key: str) -> str:
    """The question's part of a page, without what tells fields and states apart."""
    begin = page.index(f'data-question="{key}"')
    end = page.index('<p class="hints"', begin)
    kept = page[page.rindex("<div", 0, begin) : end]
    for other in (r' name="[^"]*"', r' id="a\.[^"]*"', r' class="q[^"]*"', r' tabindex="-1"',
                  " hidden", r"<button.*?</button>"):  # fmt: skip
        kept = re.sub(other, "", kept, flags=re.S)
    return kept


def test_the_previews_are_what_a_reviewer_sees(
    app: Flask, session: Session, manager: FlaskClient
) -> None:
    sections = [{"key": "s", "title": "Section", "questions": QUESTIONS}]
    version = make_draft(session, sections=sections)
    agent = make_user(session, Role.AGENT, make_team(session))
    card = filled_card(version, make_interaction(session, agent), UNTOUCHED, 0)
    session.commit()
    with app.test_request_context():
        scored = str(questions_html(app.jinja_env, card, ()))
    whole = manager.get(f"/scorecards/versions/{version.id}").text
    assert ['name="a-yes"' in scored, 'name="a.yes"' in whole, 'name="a-yes"' in whole] == [
        True,
        True,
        False,
    ]
    for key in (str(one["key"]) for one in QUESTIONS):
        opened = manager.get(f"/scorecards/drafts/{version.id}?at=question:{key}").text
        assert box(opened, key) == box(whole, key) == box(scored, key)
