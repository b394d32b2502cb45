"""Which scorecard real interactions get."""

from datetime import timedelta

from sqlalchemy import select

from scorecards.design.reach import Reach, interaction_called, reach, subject_of
from tests.factories.feedback import AT, make_desk, make_talk
from tests.scorecards.design.cards import document, question, section
from transcription.interactions.models import Channel, Interaction

EVERYTHING = select(Interaction)


def card(title, **rules):
    return document(section("s", question("a")), title=title, channel=None, applies_to=rules)


def test_recent_interactions_are_counted_by_what_they_get(session):
    desk = make_desk(session)
    talks = [make_talk(session, desk.agent) for _ in range(4)]
    talks[1].topic = "Complaint"
    talks[2].channel = Channel.EMAIL
    talks[3].started_at = AT - timedelta(days=100)
    session.flush()
    cards = [card("Chats", channels=["chat"]), card("Complaints", topics=["complaint"])]
    found = reach(session, EVERYTHING, cards, since=AT - timedelta(days=90))
    assert found == [Reach("Chats", 1), Reach("Complaints", 1), Reach(None, 1)]
    assert reach(session, EVERYTHING, [], since=AT) == []


def test_an_interaction_is_found_by_its_number_or_its_id_and_only_in_scope(session):
    desk = make_desk(session)
    talk = make_talk(session, desk.agent)
    assert interaction_called(session, EVERYTHING, str(talk.id)) is talk
    assert interaction_called(session, EVERYTHING, talk.external_id) is talk
    assert interaction_called(session, EVERYTHING, "nowhere") is None
    nothing = EVERYTHING.where(Interaction.id < 0)
    assert interaction_called(session, nothing, str(talk.id)) is None
    subject = subject_of(talk)
    assert (subject.channel, subject.team, subject.topic, subject.direction) == (
        "chat", desk.team.name, "Billing", "inbound",
    )  # fmt: skip
