"""The revealed answers side by side: who said what, where they part, what is agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scorecards.calibration.consensus import (
    Deviation,
    Participant,
    Standard,
    deviations,
    participants,
    standards,
    tallies,
)
from scorecards.design.answers import Value
from scorecards.design.document import NOT_APPLICABLE, Question
from scorecards.reviews.answer_words import answer_words
from scorecards.reviews.draft import Draft
from scorecards.reviews.results import document_of
from scorecards.sessions.models import AgreedAnswer, Calibration, CalibrationItem, CalibrationSheet
from scorecards.sessions.taking import draft_in
from scorecards.sessions.verdicts import agreed_rows, asked_of, rows_of
from transcription.transcripts.models import Turn


@dataclass(frozen=True)
class Said:
    """One participant's answer: words, comment, quotes as (turn id, words), and its direction."""

    name: str
    is_expert: bool
    answer: str
    comment: str
    quotes: tuple[tuple[int, str], ...]
    deviation: Deviation | None


@dataclass(frozen=True)
class Compared:
    """One question about one interaction; `same` of `given` share the most frequent verdict."""

    number: str
    question: Question
    said: tuple[Said, ...]
    same: int
    given: int
    consensus: str
    standard: Standard | None
    agreed: AgreedAnswer | None
    agreed_words: str


@dataclass(frozen=True)
class ComparedItem:
    """An interaction with its questions and the scores given; `turns` hold those cited."""

    item: CalibrationItem
    sheets: tuple[CalibrationSheet, ...]
    questions: tuple[Compared, ...]


def words(question: Question, value: object) -> str:
    """An answer in the question's words, also of a verdict that was made comparable."""
    if value == NOT_APPLICABLE or value == (NOT_APPLICABLE,):
        return NOT_APPLICABLE
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    plain: Value = list(value) if isinstance(value, tuple) else value  # type: ignore[assignment]  # mypy does not narrow the items to str
    return answer_words(question, plain)


def compared(calibration: Calibration, turns: Mapping[int, Turn]) -> list[ComparedItem]:
    """All interactions of a revealed session; `turns` are those that evidence names, by id."""
    rows, agreed = rows_of(calibration), agreed_rows(calibration)
    expert = str(calibration.expert_id) if calibration.expert_id else None
    standard = standards(rows, expert=expert, agreed=agreed)
    found = {(one.item, one.rater): one for one in deviations(rows, standard)}
    counted = {tally.item: tally for tally in tallies(rows)}
    items = []
    for item in calibration.items:
        sheets = tuple(one for one in item.sheets if one.submitted_at is not None)
        drafts = [(one, draft_in(one)) for one in sheets]
        questions = []
        for number, question in enumerate(document_of(calibration.version).questions(), start=1):
            place = (str(item.interaction_id), question.key)
            tally = counted.get(place)
            kept = next((one for one in item.agreed if one.question_key == question.key), None)
            said = tuple(
                _said(calibration, sheet, draft, question, turns,
                      found.get((place, str(sheet.user_id))))
                for sheet, draft in drafts
            )  # fmt: skip
            questions.append(
                Compared(
                    f"Q{number}",
                    question,
                    said,
                    tally.verdicts[0][1] if tally else 0,
                    tally.given if tally else 0,
                    words(question, tally.consensus) if tally and tally.consensus else "",
                    standard.get(place),
                    kept,
                    words(question, kept.value.get("value")) if kept else "",
                )
            )
        items.append(ComparedItem(item, sheets, tuple(questions)))
    return items


def people_beside(calibration: Calibration) -> list[Participant]:
    """How each participant's verdicts lie to what was agreed, the expert, or the consensus."""
    return people_over([calibration])


def people_over(calibrations: Sequence[Calibration]) -> list[Participant]:
    """The same over several sessions; an expert's own verdicts are left out where they were one."""
    return participants(one for each in calibrations for one in _deviations(each))


def _deviations(calibration: Calibration) -> list[Deviation]:
    rows = rows_of(calibration)
    expert = str(calibration.expert_id) if calibration.expert_id else None
    standard = standards(rows, expert=expert, agreed=agreed_rows(calibration))
    return [one for one in deviations(rows, standard) if one.rater != expert]


def cited_in(calibration: Calibration) -> list[int]:
    """The ids of all turns that submitted sheets cite."""
    sheets = [one for item in calibration.items for one in item.sheets if one.submitted_at]
    return sorted({cited.turn for sheet in sheets for cited in draft_in(sheet).evidence})


def comparable_questions(calibration: Calibration) -> dict[str, str]:
    """The text of each question that figures are about, by key."""
    return {key: one.text for key, one in asked_of(document_of(calibration.version)).items()}


def _said(
    calibration: Calibration,
    sheet: CalibrationSheet,
    draft: Draft,
    question: Question,
    turns: Mapping[int, Turn],
    deviation: Deviation | None,
) -> Said:
    return Said(
        sheet.user.name,
        sheet.user_id == calibration.expert_id,
        words(question, draft.answers.get(question.key)),
        draft.comments.get(question.key, ""),
        _quotes(draft, question.key, turns),
        deviation,
    )


def _quotes(draft: Draft, key: str, turns: Mapping[int, Turn]) -> tuple[tuple[int, str], ...]:
    cited: Sequence[tuple[int, int, int]] = [
        (one.turn, one.start, one.end) for one in draft.evidence if one.question == key
    ]
    return tuple((turn, turns[turn].text[start:end]) for turn, start, end in cited if turn in turns)
