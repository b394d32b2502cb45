"""Publishing freezes, errors block it, the next version takes over, retiring ends new work."""

import pytest
from sqlalchemy import func, select

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Refused
from scorecards.design.document import parse
from scorecards.design.drafting import edit, open_draft
from scorecards.design.editing import add_question, add_section, change_question
from scorecards.design.findings import ScorecardInvalid
from scorecards.design.models import DraftStep, VersionState
from scorecards.design.publishing import publish, reinstate, retire, with_named_keys
from scorecards.design.queries import published_version
from tests.factories.scorecards import AT, card_json, make_draft, make_published


def next_version(session, published, change=lambda document: document):
    draft = open_draft(session, published.scorecard, at=AT)
    edit(session, draft, change, revision=0, subject="", label="edit", by=None, at=AT)
    return publish(session, draft, by=None, at=AT)


def test_publishing_freezes_and_is_written_down(session):
    draft = make_draft(session, "Card")
    publish(session, draft, by=None, at=AT, actor="cli")
    assert (draft.state, draft.published_at) == (VersionState.PUBLISHED, AT)
    row = session.scalar(select(AuditRow).where(AuditRow.act == "scorecard.publish"))
    assert (row.subject_id, row.actor) == (draft.id, "cli")
    assert (row.before, row.after) == ({"replaced": []}, {"title": "Card", "number": 1})
    with pytest.raises(Refused, match="published already"):
        publish(session, draft, by=None, at=AT)


def test_errors_block_and_are_named_at_their_place(session):
    draft = make_draft(session)
    edit(
        session, draft, lambda it: add_section(it, "Closing"),
        revision=0, subject="", label="edit", by=None, at=AT,
    )  # fmt: skip
    with pytest.raises(ScorecardInvalid) as refused:
        publish(session, draft, by=None, at=AT)
    assert [(item.where, item.section) for item in refused.value.findings] == [
        ("sections[2].questions", "closing")
    ]
    assert draft.state is VersionState.DRAFT


def test_the_next_version_replaces_the_one_before(session):
    first = make_published(session)
    second = next_version(
        session, first, lambda it: change_question(it, "greeting", {"weight": 40})
    )
    assert (first.state, second.state) == (VersionState.RETIRED, VersionState.PUBLISHED)
    assert published_version(session, first.scorecard) is second
    assert session.scalar(select(func.count(DraftStep.id))) == 0


def test_a_title_taken_since_then_blocks(session):
    first = make_published(session, "One")
    draft = open_draft(session, first.scorecard, at=AT)
    draft.document = {**draft.document, "title": "Two"}
    make_draft(session, "Two")
    with pytest.raises(Refused) as refused:
        publish(session, draft, by=None, at=AT)
    assert refused.value.field == "title"


def test_retiring_ends_new_work_and_can_be_taken_back(session):
    version = make_published(session)
    retire(session, version.scorecard, by=None, at=AT)
    assert (version.state, version.scorecard.retired_at) == (VersionState.RETIRED, AT)
    assert published_version(session, version.scorecard) is None
    with pytest.raises(Refused, match="retired already"):
        retire(session, version.scorecard, by=None, at=AT)
    assert reinstate(session, version.scorecard, by=None, at=AT) is version
    assert version.state is VersionState.PUBLISHED
    with pytest.raises(Refused, match="not retired"):
        reinstate(session, version.scorecard, by=None, at=AT)
    acts = session.scalars(select(AuditRow.act).order_by(AuditRow.id)).all()
    assert acts[2:] == ["scorecard.retire", "scorecard.reinstate"]


def test_publishing_a_draft_of_a_retired_scorecard_brings_it_back(session):
    first = make_published(session)
    retire(session, first.scorecard, by=None, at=AT)
    second = next_version(session, first)
    assert first.scorecard.retired_at is None
    assert published_version(session, first.scorecard) is second


def test_a_scorecard_that_was_never_published_cannot_be_retired(session):
    with pytest.raises(Refused, match="discard the draft"):
        retire(session, make_draft(session).scorecard, by=None, at=AT)


def test_placeholder_keys_are_named_by_the_texts_and_conditions_follow():
    document = parse(card_json("Card"))
    document = add_question(document, "opening", {"text": "", "type": "yes_no"})
    document = change_question(document, "question", {"text": "Did the agent greet well?"})
    document = add_question(
        document, "resolution",
        {"text": "", "type": "text", "condition": {"question": "question", "in": ["no"]}},
    )  # fmt: skip
    named = with_named_keys(document)
    keys = [question.key for question in named.questions()]
    assert keys == ["greeting", "identity", "did_the_agent_greet", "solved", "question-2"]
    assert list(named.questions())[-1].condition.question == "did_the_agent_greet"
