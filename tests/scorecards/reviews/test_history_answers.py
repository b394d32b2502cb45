"""Cells become answers as people and exports write them."""

import pytest

from scorecards.design.answers import Value
from scorecards.design.document import Question
from scorecards.reviews.history_answers import CellUnreadable, read_cell

YES_NO = Question.model_validate({"key": "q", "text": "?", "type": "yes_no"})
CHOICE = Question.model_validate(
    {
        "key": "q",
        "text": "?",
        "type": "choice",
        "options": [
            {"value": "full", "label": "Fully solved", "score": 1},
            {"value": "none", "label": "Not solved", "score": 0},
        ],
    }
)
MANY = CHOICE.model_copy(update={"type": "multiple"})
SCALE = Question.model_validate(
    {"key": "q", "text": "?", "type": "scale", "scale": {"min": 1, "max": 5}, "na_allowed": False}
)
NUMBER = Question.model_validate({"key": "q", "text": "?", "type": "number"})
TEXT = Question.model_validate({"key": "q", "text": "?", "type": "text"})


@pytest.mark.parametrize(
    ("question", "cell", "value"),
    [
        (YES_NO, "Yes", "yes"),
        (YES_NO, "0", "no"),
        (YES_NO, "n/a", "N/A"),
        (CHOICE, "FULL", "full"),
        (CHOICE, "not solved", "none"),
        (MANY, "full; Not solved", ["full", "none"]),
        (MANY, "none|", ["none"]),
        (SCALE, "4", 4),
        (SCALE, "4.0", 4),
        (NUMBER, "2,5", 2.5),
        (TEXT, " As it stands ", "As it stands"),
    ],
)
def test_a_cell_is_read(question: Question, cell: str, value: Value) -> None:
    assert read_cell(question, cell) == value


@pytest.mark.parametrize(
    ("question", "cell", "message"),
    [
        (YES_NO, "maybe", "not one of its answers"),
        (CHOICE, "half", "not one of its answers"),
        (MANY, "full;full", "chosen twice"),
        (SCALE, "6", "not a point of its scale"),
        (SCALE, "4.5", "not a point of its scale"),
        (SCALE, "N/A", "not allowed"),
        (SCALE, "good", "must be a number"),
        (NUMBER, "NaN", "must be a number"),
    ],
)
def test_a_cell_that_is_no_answer_says_why(question: Question, cell: str, message: str) -> None:
    with pytest.raises(CellUnreadable, match=message):
        read_cell(question, cell)
