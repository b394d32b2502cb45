"""Forms of feedback: acknowledge, ask, dispute, decide."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms.validators import DataRequired

from qa_app.web.forms import DeskForm, text_field
from scorecards.design.answers import Value
from scorecards.design.document import NOT_APPLICABLE, Question
from scorecards.reviews.acknowledgement import LONGEST
from scorecards.reviews.disputes import Objection
from scorecards.reviews.history_answers import CellUnreadable, read_cell
from scorecards.reviews.dispute_words import DisputeCause, Verdict
from scorecards.reviews.rulings import Ruling


class AcknowledgeForm(DeskForm):
    """That it was read, with a word if one likes."""

    note = text_field(_("A word to your lead"), limit=LONGEST)


class AskForm(DeskForm):
    """A question about the feedback, or an answer to it."""

    text = text_field(
        _("Your message"), DataRequired(_("Write what you would like to say.")), limit=LONGEST
    )


class BareForm(DeskForm):
    """Fields that are made from a scorecard are read from the request; this one checks CSRF."""


def read_objections(
    sent: Mapping[str, str], questions: Mapping[str, Question], chosen: list[str]
) -> list[Objection]:
    """The disputed questions of a posted form: `q` chosen, `c-KEY` comment, `p-KEY` proposal."""
    return [
        Objection(key, sent.get(f"c-{key}", ""), read_value(questions.get(key), sent, f"p-{key}"))
        for key in chosen
    ]


def read_rulings(
    sent: Mapping[str, str], questions: Mapping[str, Question], keys: list[str]
) -> list[Ruling]:
    """The verdicts of a posted form: `v-KEY`, `n-KEY` note, `a-KEY` the answer that stands."""
    known = {verdict.value: verdict for verdict in Verdict}
    return [
        Ruling(
            key,
            known[sent[f"v-{key}"]],
            sent.get(f"n-{key}", ""),
            read_value(questions.get(key), sent, f"a-{key}"),
        )
        for key in keys
        if sent.get(f"v-{key}") in known
    ]


def read_value(question: Question | None, sent: Mapping[str, str], name: str) -> Value:
    """The answer in a field; None where it is empty. What cannot be read goes on as it stands."""
    cell = sent.get(name, "").strip()
    if not cell or question is None:
        return None
    if cell == NOT_APPLICABLE:
        return NOT_APPLICABLE
    try:
        return read_cell(question, cell)
    except CellUnreadable:
        # The verb refuses it by the question's own words, at its field.
        return cell
