"""Drafts: made, copied, edited under a revision, and never overwritten silently."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Conflict, Missing, Refused
from scorecards.design import drafting
from scorecards.design.drafting import (
    copy_version,
    create_empty,
    create_from_template,
    discard,
    edit,
    last_step,
    open_draft,
    undo,
)
from scorecards.design.editing import change_card, change_question, remove_question
from scorecards.design.models import DraftStep, Scorecard, Version, VersionState
from scorecards.design.publishing import publish
from scorecards.design.shipped import shipped_documents
from tests.factories.scorecards import AT, make_draft, make_published


def weigh(key, weight):
    return lambda document: change_question(document, key, {"weight": weight})


def apply(session, version, change, *, subject="", at=AT, revision=None, label="edit", by=None):
    known = version.revision if revision is None else revision
    return edit(
        session, version, change, revision=known, subject=subject, label=label, by=by, at=at
    )


def weights(version):
    return [
        question["weight"]
        for section in version.document["sections"]
        for question in section["questions"]
    ]


def test_an_empty_scorecard_has_one_section_and_is_a_draft(session):
    version = create_empty(session, "Billing calls", by=None, at=AT)
    assert (version.number, version.state, version.revision) == (1, VersionState.DRAFT, 0)
    assert version.document["title"] == version.scorecard.title == "Billing calls"
    assert [section["questions"] for section in version.document["sections"]] == [[]]
    assert session.scalars(select(AuditRow.act)).all() == ["scorecard.create"]


@pytest.mark.parametrize("name", ["phone", "email", "chat", "complaint-recovery"])
def test_a_template_is_copied_whole_but_for_its_title(session, name):
    version = create_from_template(session, name, "Ours", by=None, at=AT)
    template = shipped_documents()[name]
    asked = [question["key"] for part in version.document["sections"] for question in
             part["questions"]]  # fmt: skip
    assert version.document["title"] == "Ours"
    assert asked == [question.key for question in template.questions()]


def test_an_unknown_template_is_missing(session):
    with pytest.raises(Missing, match="no template “fax”"):
        create_from_template(session, "fax", "Ours", by=None, at=AT)


@pytest.mark.parametrize("title", ["", "  ", "card one", "x" * 201])
def test_titles_are_given_and_taken_once(session, title):
    make_draft(session, "Card one")
    with pytest.raises(Refused) as refused:
        create_empty(session, title, by=None, at=AT)
    assert refused.value.field == "title"


def test_a_copy_is_another_scorecard(session):
    first = make_published(session, "Card")
    copy = copy_version(session, first, "Card for chats", by=None, at=AT)
    assert copy.scorecard_id != first.scorecard_id
    assert copy.state is VersionState.DRAFT
    assert {**copy.document, "title": ""} == {**first.document, "title": ""}


def test_a_new_draft_is_made_once_and_begins_as_the_newest_version(session):
    published = make_published(session)
    draft = open_draft(session, published.scorecard, at=AT)
    assert (draft.number, draft.document) == (2, published.document)
    assert open_draft(session, published.scorecard, at=AT) is draft


def test_an_edit_raises_the_revision_and_one_that_changes_nothing_does_not(session):
    draft = make_draft(session)
    apply(session, draft, weigh("greeting", 50))
    assert (draft.revision, weights(draft)) == (1, [50, 30, 20])
    apply(session, draft, weigh("greeting", 50))
    assert draft.revision == 1
    assert session.scalar(select(func.count(DraftStep.id))) == 1


def test_an_older_revision_is_a_conflict_and_changes_nothing(session):
    draft = make_draft(session)
    apply(session, draft, weigh("greeting", 50))
    with pytest.raises(Conflict):
        apply(session, draft, weigh("greeting", 60), revision=0)
    assert weights(draft) == [50, 30, 20]


def test_a_writer_between_reading_and_storing_is_a_conflict(session):
    draft = make_draft(session)

    def overtaken(document):
        other = session.connection()
        other.execute(Version.__table__.update().where(Version.id == draft.id).values(revision=7))
        return change_question(document, "greeting", {"weight": 60})

    with pytest.raises(Conflict):
        apply(session, draft, overtaken)
    session.refresh(draft)
    assert (draft.revision, weights(draft)) == (7, [10, 30, 20])


def test_a_published_version_takes_no_edit(session):
    published = make_published(session)
    with pytest.raises(Refused, match="frozen"):
        apply(session, published, weigh("greeting", 50))
    with pytest.raises(Refused, match="frozen"):
        undo(session, published, revision=published.revision)


def test_edits_are_taken_back_from_the_last_to_the_first(session):
    draft = make_draft(session)
    before = draft.document
    apply(session, draft, weigh("greeting", 50), label="weight of greeting")
    apply(session, draft, lambda it: remove_question(it, "identity"), label="removal of identity")
    assert weights(draft) == [50, 20]
    assert undo(session, draft, revision=2) == "removal of identity"
    assert weights(draft) == [50, 30, 20]
    assert undo(session, draft, revision=3) == "weight of greeting"
    assert draft.document == before
    with pytest.raises(Refused, match="nothing to take back"):
        undo(session, draft, revision=4)


def test_typing_in_one_part_is_one_step_until_two_minutes_pass(session):
    draft = make_draft(session)
    for weight, minutes in ((11, 0), (12, 1), (13, 2.5), (14, 5)):
        at = AT + timedelta(minutes=minutes)
        apply(session, draft, weigh("greeting", weight), subject="question:greeting", at=at)
    assert session.scalar(select(func.count(DraftStep.id))) == 2
    undo(session, draft, revision=4)
    assert weights(draft)[0] == 13
    undo(session, draft, revision=5)
    assert weights(draft)[0] == 10


def test_only_the_last_steps_are_kept(session, monkeypatch):
    monkeypatch.setattr(drafting, "STEPS_KEPT", 3)
    draft = make_draft(session)
    for weight in range(11, 18):
        apply(session, draft, weigh("greeting", weight), label=str(weight))
    kept = session.scalars(select(DraftStep.label).order_by(DraftStep.id)).all()
    assert kept == ["15", "16", "17"]


def test_the_title_of_a_first_draft_is_the_scorecards(session):
    make_draft(session, "Taken")
    draft = make_draft(session, "Old")
    apply(session, draft, lambda it: change_card(it, {"title": "New"}))
    assert draft.scorecard.title == "New"
    with pytest.raises(Refused, match="Another scorecard is called “Taken”"):
        apply(session, draft, lambda it: change_card(it, {"title": "Taken"}))
    undo(session, draft, revision=1)
    assert draft.scorecard.title == "Old"


def test_the_title_of_a_later_draft_waits_for_its_publication(session):
    published = make_published(session, "Old")
    draft = open_draft(session, published.scorecard, at=AT)
    apply(session, draft, lambda it: change_card(it, {"title": "New"}))
    assert draft.scorecard.title == "Old"
    publish(session, draft, by=None, at=AT)
    assert draft.scorecard.title == "New"


def test_a_discarded_draft_is_gone_and_a_scorecard_without_versions_too(session):
    published = make_published(session, "Kept")
    draft = open_draft(session, published.scorecard, at=AT)
    apply(session, draft, weigh("greeting", 50))
    lonely = make_draft(session, "Gone")
    discard(session, draft, by=None, at=AT)
    discard(session, lonely, by=None, at=AT)
    assert session.scalars(select(Scorecard.title)).all() == ["Kept"]
    assert session.scalars(select(Version.number)).all() == [1]
    assert last_step(session, published) is None
    with pytest.raises(Refused, match="retire"):
        discard(session, published, by=None, at=AT)
