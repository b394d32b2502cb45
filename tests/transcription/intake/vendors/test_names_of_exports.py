"""In every export that knows its customers the name is masked where an agent says it."""

from __future__ import annotations

import pytest

from tests.transcription.intake.vendors.telling import GIVEN, OPTIONS, fixture, opened
from transcription.intake.masking import mask
from transcription.intake.options import ImportOptions
from transcription.intake.records import InteractionRecord

NAME, SAID = "Zelda Quirrel", "Dear Zelda, and thank you, Mrs Quirrel."
CASES: tuple[tuple[str, str, str, str], ...] = (
    ("zendesk-chat", '"name": "Visitor 1", "email"', f'"name": "{NAME}", "email"',
     "Here is the label."),
    ("intercom", '"name": "Customer One"', f'"name": "{NAME}"', "Of course. Which one?"),
    ("helpscout", '"first": "Customer", "last": "One"', '"first": "Zelda", "last": "Quirrel"',
     "A new one is on its way."),
    ("freshdesk", '"requester_id": 50001',
     f'"requester_id": 50001, "requester": {{"id": 50001, "name": "{NAME}"}}', "Here it is."),
    ("zoho-desk", '"name": "Customer One"', f'"name": "{NAME}"', "Please restart it."),
    ("hubspot", '"name": "Customer One"', f'"name": "{NAME}"', "Sure, which one?"),
    ("front", '"role": "from"', f'"role": "from", "name": "{NAME}"', "It comes tomorrow."),
    ("tawk", "V1561719148780935", NAME, "Yes, we do."),
    ("livechat", "Customer One", NAME, "Here I am."),
    ("chatwoot", "Customer One", NAME, "On its way."),
)  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "answer"), CASES, ids=[each[0] for each in CASES])
def test_the_name_is_masked_where_the_agent_says_it(
    name: str, old: str, new: str, answer: str
) -> None:
    text = fixture(f"{name}.json").decode()
    assert old in text
    assert answer in text
    data = text.replace(old, new).replace(answer, SAID).encode()
    options = ImportOptions(hints=OPTIONS.hints, written_at=OPTIONS.written_at, **GIVEN)
    rows = list(opened(data, f"{name}.json", options).rows)
    (row,) = [row for row in rows if isinstance(row, InteractionRecord)][:1]
    said = [turn.text for turn in mask(row).record.turns]
    assert any("Dear [name], and thank you, Mrs [name]." in each for each in said), said
    assert not any("Zelda" in each or "Quirrel" in each for each in said)
