"""Scorecards from JSON: new ones, next versions, nothing twice, and back out alike."""

import pytest
from hypothesis import given, settings

from scorecards.design.document import parse, to_json
from scorecards.design.drafting import edit, open_draft, undo
from scorecards.design.editing import change_question
from scorecards.design.findings import ScorecardInvalid
from scorecards.design.importing import export_document, import_document
from scorecards.design.models import VersionState
from scorecards.design.publishing import publish
from scorecards.design.shipped import shipped_documents
from tests.factories.scorecards import AT, card_json, make_draft, make_published
from tests.scorecards.design.strategies import cases


def take(session, data):
    return import_document(session, data, by=None, at=AT, actor="cli")


def weighted(title, weight):
    data = card_json(title)
    data["sections"][0]["questions"][0]["weight"] = weight
    return data


def test_an_unknown_title_makes_a_scorecard(session):
    done = take(session, card_json("Card"))
    assert (done.what, done.version.number, done.version.state) == (
        "created", 1, VersionState.DRAFT,
    )  # fmt: skip
    assert export_document(done.version) == to_json(parse(card_json("Card")))


def test_the_same_file_again_changes_nothing(session):
    first = take(session, card_json("Card")).version
    again = take(session, card_json("Card"))
    assert (again.what, again.version) == ("unchanged", first)
    publish(session, first, by=None, at=AT)
    assert take(session, card_json("Card")).what == "unchanged"


def test_a_known_title_gets_a_draft_of_the_next_version(session):
    published = make_published(session, "Card")
    done = take(session, weighted("Card", 70))
    assert (done.what, done.version.number) == ("drafted", 2)
    assert done.version.document["sections"][0]["questions"][0]["weight"] == 70
    assert published.document["sections"][0]["questions"][0]["weight"] == 10


def test_a_draft_that_is_there_takes_the_content_and_can_be_undone(session):
    draft = make_draft(session, "Card")
    edit(
        session, draft, lambda it: change_question(it, "solved", {"weight": 5}),
        revision=0, subject="", label="edit", by=None, at=AT,
    )  # fmt: skip
    mine = draft.document
    assert take(session, weighted("Card", 70)).version is draft
    assert draft.document != mine
    assert undo(session, draft, revision=2) == "import of a file"
    assert draft.document == mine


def test_a_published_content_over_another_draft_replaces_the_draft(session):
    published = make_published(session, "Card")
    draft = open_draft(session, published.scorecard, at=AT)
    edit(
        session, draft, lambda it: change_question(it, "solved", {"weight": 5}),
        revision=0, subject="", label="edit", by=None, at=AT,
    )  # fmt: skip
    assert take(session, card_json("Card")).what == "drafted"
    assert draft.document == published.document


@pytest.mark.parametrize("data", [None, [], {"title": "Card"}, {**card_json("C"), "colour": 1}])
def test_what_is_no_scorecard_is_refused_with_its_places(session, data):
    with pytest.raises(ScorecardInvalid) as refused:
        take(session, data)
    assert refused.value.findings


@pytest.mark.parametrize("name", sorted(shipped_documents()))
def test_shipped_templates_come_back_alike(session, name):
    document = shipped_documents()[name]
    assert parse(export_document(take(session, to_json(document)).version)) == document


@settings(max_examples=50, deadline=None)
@given(cases())
def test_every_document_is_written_as_it_is_read(case):
    document = parse(case[0])
    assert parse(to_json(document)) == document
