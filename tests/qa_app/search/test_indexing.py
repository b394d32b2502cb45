"""Interactions are found by their words, on both databases alike."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.search.indexing import index_interactions, matching
from tests.factories.interactions import make_interaction
from tests.factories.people import make_team, make_user
from transcription.interactions.models import Interaction


@pytest.fixture
def told(session: Session) -> Callable[[str], list[str]]:
    agent = make_user(session, Role.AGENT, make_team(session))
    for name, text in (
        ("a", "The refund takes two days, I am afraid."),
        ("b", "Two refunds in three days. That's 49.90 EUR to someone@site.test"),
        ("c", "Ich möchte die Lieferung; don't call me."),
    ):
        make_interaction(session, agent, [("customer", text)], external_id=name, topic="t" + name)
    index_interactions(session, session.scalars(select(Interaction.id)))
    session.commit()

    def search(words: str) -> list[str]:
        found = matching(session, words)
        assert found is not None
        query = select(Interaction.external_id).where(Interaction.id.in_(found))
        return sorted(session.scalars(query))

    return search


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("refund", ["a"]),
        ("refund*", ["a", "b"]),
        ('"two days"', ["a"]),
        ("two days", ["a", "b"]),
        ("days -afraid", ["b"]),
        ("-days", ["c"]),
        ("don't", ["c"]),
        ("49.90", ["b"]),
        ("MÖCHTE", ["c"]),
        ('"; drop table interaction', []),
        ("tb", ["b"]),
        ("NEAR(two days) OR", []),
    ],
)
def test_words_find_what_fits(
    told: Callable[[str], list[str]], words: str, found: list[str]
) -> None:
    assert told(words) == found


def test_indexing_again_replaces(session: Session, told: Callable[[str], list[str]]) -> None:
    number = session.scalars(select(Interaction).where(Interaction.external_id == "a")).one().id
    assert index_interactions(session, [number, number]) == 1
    assert told("afraid") == ["a"]


def test_nothing_asked_is_nothing_narrowed(session: Session) -> None:
    assert matching(session, " - ") is None
