"""Reads a self-evaluation from a posted form that is made from its scorecard."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from qa_app.web.forms import DeskForm
from scorecards.design.answers import Value
from scorecards.design.document import NOT_APPLICABLE, ScorecardDocument
from scorecards.reviews.forms_feedback import read_value
from scorecards.self_evaluation.writing import Own


class SelfForm(DeskForm):
    """Its fields come from the scorecard; this one checks CSRF."""


def read_own(sent: MultiDict[str, str], document: ScorecardDocument) -> Own:
    """`a-KEY` answers (several for multiple choice), `m-KEY` comments, `note` on the whole.

    What names no question of the scorecard is left out.
    """
    answers: dict[str, Value] = {}
    for question in document.questions():
        name = f"a-{question.key}"
        given = [value for value in sent.getlist(name) if value.strip()]
        if NOT_APPLICABLE in given:
            answers[question.key] = NOT_APPLICABLE
        elif question.type == "multiple":
            answers[question.key] = given or None
        elif given:
            answers[question.key] = read_value(question, MultiDict([(name, given[0])]), name)
    comments = {
        question.key: sent.get(f"m-{question.key}", "")
        for question in document.questions()
        if sent.get(f"m-{question.key}", "").strip()
    }
    return Own(answers, comments, sent.get("note", ""))
