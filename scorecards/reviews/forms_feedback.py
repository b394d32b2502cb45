"""Forms of feedback: acknowledge, ask, dispute, decide."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import SelectField
from wtforms.validators import DataRequired

from qa_app.web.forms import DeskForm, text_field
from scorecards.design.answers import Value
from scorecards.design.document import NOT_APPLICABLE, Question
from scorecards.reviews.dispute_words import DisputeCause, Verdict
from scorecards.reviews.disputes import Objection
from scorecards.reviews.history_answers import CellUnreadable, read_cell
from scorecards.reviews.refusing import PartRefused
from scorecards.reviews.rulings import Ruling
from scorecards.reviews.wording import LONGEST

CAUSE_LABELS = {
    DisputeCause.OVERLOOKED: _("The conversation shows it otherwise"),
    DisputeCause.GUIDANCE: _("The guidance can be read otherwise"),
    DisputeCause.NOT_APPLICABLE: _("The question does not apply here"),
    DisputeCause.OUTSIDE: _("It was not in my hands"),
    DisputeCause.MISTAKE: _("A slip: wrong answer ticked"),
    DisputeCause.OTHER: _("Something else"),
}


class AcknowledgeForm(DeskForm):
    """That it was read, with a word if one likes."""

    note = text_field(_("A word to your lead"), limit=LONGEST)


class AskForm(DeskForm):
    """A question about the feedback, or an answer to it."""

    text = text_field(
        _("Your message"), DataRequired(_("Write what you would like to say.")), limit=LONGEST
    )


class ReasonForm(DeskForm):
    """Why an evaluation is sent back to its reviewer."""

    reason = text_field(
        _("What should the reviewer look at?"),
        DataRequired(_("Say what the reviewer should look at.")),
        limit=LONGEST,
    )


class DeciderForm(DeskForm):
    """Who decides a later round."""

    user_id = SelectField(_("Who decides"), coerce=int)


class BareForm(DeskForm):
    """Fields that are made from a scorecard are read from the request; this one checks CSRF."""


def read_objections(
    sent: Mapping[str, str], questions: Mapping[str, Question], chosen: list[str]
) -> list[Objection]:
    """The disputed questions of a posted form.

    `q` chosen, `c-KEY` comment, `p-KEY` proposal, `k-KEY` cause. Refused at the question without
    a cause that is known.
    """
    known = {cause.value: cause for cause in DisputeCause}
    objections = []
    for key in chosen:
        cause = known.get(sent.get(f"k-{key}", ""))
        if cause is None and key in questions:
            raise PartRefused(
                str(_("Choose what kind of objection it is.")), question=key, part="cause"
            )
        proposed = read_value(questions.get(key), sent, f"p-{key}")
        comment = sent.get(f"c-{key}", "")
        objections.append(Objection(key, comment, proposed, cause or DisputeCause.OTHER))
    return objections


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
    if question.type == "multiple" and isinstance(sent, MultiDict):
        return _ticked(question, sent.getlist(name))
    if cell == NOT_APPLICABLE:
        return NOT_APPLICABLE
    try:
        return read_cell(question, cell)
    except CellUnreadable:
        # The verb refuses it by the question's own words, at its field.
        return cell


def _ticked(question: Question, chosen: list[str]) -> Value:
    """Several answers in the scorecard's order, or N/A; what it does not have stands at the end."""
    if chosen == [NOT_APPLICABLE]:
        return NOT_APPLICABLE
    order = [option.value for option in question.options]
    known = [value for value in order if value in chosen]
    return known + [value for value in dict.fromkeys(chosen) if value not in order]
