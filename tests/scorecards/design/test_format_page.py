"""docs/scorecard-format.md names every key, and its example scores as it says."""

import json
import re
from pathlib import Path

from scorecards.design.document import (
    Condition,
    Question,
    RootCause,
    ScorecardDocument,
    Section,
    parse,
)
from scorecards.design.facts import KNOWN_FACTS
from scorecards.design.scoring import score, to_public
from scorecards.design.validation import findings

PAGE = Path(__file__).parents[3] / "docs" / "scorecard-format.md"


def test_the_example_of_the_page_scores_as_the_page_says():
    text = PAGE.read_text(encoding="utf-8")
    card, answers, result = map(json.loads, re.findall(r"```json\n(.*?)```", text, re.DOTALL))
    assert findings(parse(card)) == []
    assert to_public(score(parse(card), answers)) == result


def test_the_page_names_every_key_and_fact():
    text = PAGE.read_text(encoding="utf-8")
    fields = [
        field.alias or name
        for model in (ScorecardDocument, Section, Question, Condition, RootCause)
        for name, field in model.model_fields.items()
    ]
    assert [name for name in (*fields, *KNOWN_FACTS) if f"`{name}`" not in text] == []
