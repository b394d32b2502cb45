"""Drift, week by week: steady while the work is the same, said where it has changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from scorecards.flagging import drift_watch
from scorecards.flagging.drift_watch import WEEK, watch_drift
from scorecards.flagging.models import FlagModel
from scorecards.flagging.scoring_run import score_interactions
from scorecards.flagging.training import train_version
from tests.factories.flagging import AT, SINCE, A, C, give_notice, make_chats, make_labelled
from tests.factories.people import make_team, make_user
from tests.factories.queue import make_text

OTHER = (
    (A, "Bonjour."),
    (C, "Le colis que vous aviez promis pour lundi n'est toujours pas dans ma boîte aux lettres."),
)


@pytest.fixture
def model(session: Session) -> FlagModel:
    """Learned from 80 chats, of which 60 fall into the week that ends a week before `AT`."""
    give_notice(session)
    make_labelled(session, 80)
    return train_version(session, by=None, at=AT, pause=session.commit)


def score(session: Session) -> None:
    score_interactions(session, None, at=AT, pause=session.commit)


def watch(session: Session, model: FlagModel) -> dict[str, dict[str, object]]:
    found = watch_drift(session, model, at=AT, pause=session.commit)
    assert [row["psi"] for row in found] == sorted((row["psi"] for row in found), reverse=True)
    return {row["name"]: row for row in found}


def hours_until_last_week() -> int:
    """Hours from the first chat to the week before `AT`."""
    return int((AT - WEEK - SINCE) / timedelta(hours=1))


def test_too_few_in_every_week_say_nothing(session: Session, model: FlagModel) -> None:
    make_chats(session, drift_watch.LEAST - 1, first=hours_until_last_week())
    score(session)
    assert watch(session, model) == {}
    assert model.card["drift"] == {"until": AT.isoformat(), "inputs": []}


def test_the_same_work_is_steady(session: Session, model: FlagModel) -> None:
    make_chats(session, 80, first=hours_until_last_week())
    score(session)
    found = watch(session, model)
    assert set(found) == {
        "Channel mix", "Topics", "Length", "Pauses and holds", "Customer words", "Agent words",
        "Risk score",
    }  # fmt: skip
    # Held-out models of 80 chats are cruder than the one that scores, so its chances may differ.
    assert {row["state"] for name, row in found.items() if name != "Risk score"} == {"steady"}
    assert all(row["weeks"][:7] == [None] * 7 for row in found.values())  # type: ignore[index]
    assert [row["weeks"][7] for row in found.values()] == [  # type: ignore[index]
        row["psi"] for row in found.values()
    ]
    assert model.card["drift"]["inputs"][0]["name"] == next(iter(found))


def test_other_work_is_named(session: Session, model: FlagModel) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    since = AT - WEEK
    for place in range(60):
        make_text(session, agent, OTHER, at=since + timedelta(hours=place))
    score(session)
    found = watch(session, model)
    assert (found["Customer words"]["state"], found["Length"]["state"]) == ("refit", "refit")
    assert found["Channel mix"]["state"] == "steady"


def test_a_busy_week_is_thinned_evenly(
    session: Session, model: FlagModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_chats(session, 80, first=hours_until_last_week())
    score(session)
    read: list[list[int]] = []
    whole = drift_watch.conversations

    def noted(session: Session, ids: list[int]) -> object:
        read.append(ids)
        return whole(session, ids)

    monkeypatch.setattr(drift_watch, "conversations", noted)
    monkeypatch.setattr(drift_watch, "MOST", 40)
    watch(session, model)
    assert [len(ids) for ids in read] == [40]
    assert {b - a for a, b in zip(read[0], read[0][1:], strict=False)} == {2}
