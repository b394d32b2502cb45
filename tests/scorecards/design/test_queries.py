"""Finding scorecards and the published version that applies, with the reason for each."""

import pytest

from scorecards.design.applies import Subject
from scorecards.design.drafting import open_draft
from scorecards.design.publishing import publish, retire
from scorecards.design.queries import (
    choice_for,
    draft_of,
    published_documents,
    published_version,
    published_versions,
    scorecard_titled,
    version_for,
)
from tests.factories.scorecards import AT, make_draft, make_published


def test_nothing_published_gives_no_version_and_says_what_to_do(session):
    make_draft(session)
    assert version_for(session, "chat") == (None, "No scorecard is published yet: publish one.")


def test_the_newest_published_version_of_the_card_that_applies(session):
    make_published(session, "Phone", channel="phone")
    first = make_published(session, "Chat")
    draft = open_draft(session, first.scorecard, at=AT)
    assert version_for(session, "chat").version is first
    publish(session, draft, by=None, at=AT)
    version, reason = version_for(session, "chat")
    assert version is draft
    assert reason == "“Chat” applies: it is for the channel “chat”."


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ({"team": "North"}, "Team"),
        ({"team": "South", "topic": "Billing"}, "Topic"),
        ({"team": "South", "direction": "inbound"}, "Channel"),
    ],
)
def test_team_comes_before_topic_before_channel(session, subject, title):
    make_published(session, "Channel")
    make_published(session, "Topic", applies_to={"topics": ["billing"]})
    make_published(session, "Team", applies_to={"teams": ["north"]})
    assert version_for(session, "chat", **subject).version.scorecard.title == title


def test_retired_and_imported_cards_are_not_used(session):
    retired = make_published(session, "Retired")
    retire(session, retired.scorecard, by=None, at=AT)
    make_published(session, "History").scorecard.imported = True
    used = make_published(session, "Used")
    assert published_versions(session) == [used]
    assert [document.title for document in published_documents(session)] == ["Used"]
    assert published_version(session, retired.scorecard) is None


def test_the_choice_tells_why_each_card_applies_or_not(session):
    make_published(session, "Chat")
    make_published(session, "Phone", channel="phone")
    choice = choice_for(session, Subject("phone"))
    assert [(it.document.title, it.applies) for it in choice.verdicts] == [
        ("Chat", False), ("Phone", True),
    ]  # fmt: skip


def test_cards_are_found_by_title_and_drafts_by_card(session):
    published = make_published(session, "Card")
    assert scorecard_titled(session, " Card ") is published.scorecard
    assert draft_of(session, published.scorecard) is None
    draft = open_draft(session, published.scorecard, at=AT)
    assert draft_of(session, published.scorecard) is draft
