"""Reads an agreed answer as a form sends it, by the kind of its question."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from qa_app.core.errors import Refused
from scorecards.design.answers import Value
from scorecards.design.document import NOT_APPLICABLE, Question


def posted_value(question: Question, sent: Sequence[str]) -> Value:
    """The answer, None where none was chosen; Refused for what is no number where one is asked."""
    given = [one.strip() for one in sent if one.strip()]
    if not given:
        return None
    if NOT_APPLICABLE in given:
        return NOT_APPLICABLE
    if question.type == "multiple":
        return given
    if question.type not in ("scale", "number"):
        return given[0]
    try:
        return int(given[0]) if question.type == "scale" else float(given[0].replace(",", "."))
    except ValueError as error:
        raise Refused(_("Enter a number, such as 2 or 2.5.")) from error
