"""The notice to workers comes first, and the switch cannot be on before it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Refused
from scorecards.flagging.notice import latest_notice, record_notice
from scorecards.flagging.switch import is_on, switch
from tests.factories.flagging import AT, give_notice


def test_nothing_is_on_before_the_notice(session: Session) -> None:
    assert is_on(session) is False
    with pytest.raises(Refused, match="notice to workers is not recorded"):
        switch(session, True, by=None, at=AT)


def test_the_notice_opens_and_the_switch_closes(session: Session) -> None:
    notice = give_notice(session)
    assert latest_notice(session) is notice
    assert is_on(session) is True
    switch(session, False, by=None, at=AT)
    assert is_on(session) is False
    switch(session, True, by=None, at=AT)
    assert is_on(session) is True
    acts = session.scalars(select(AuditRow.act).order_by(AuditRow.id)).all()
    assert acts == ["flagging.record_notice", "flagging.switch", "flagging.switch"]


def test_the_same_position_again_writes_nothing(session: Session) -> None:
    give_notice(session)
    switch(session, True, by=None, at=AT)
    assert session.scalars(select(AuditRow.act)).all() == ["flagging.record_notice"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"given_by": " "}, "given_by"),
        ({"text": "\n"}, "text"),
        ({"given_on": (AT + timedelta(days=1)).date()}, "given_on"),
    ],
)
def test_an_incomplete_notice_is_refused(
    session: Session, changes: dict[str, object], field: str
) -> None:
    values = {"given_by": "Council", "given_on": AT.date(), "text": "Told.", **changes}
    with pytest.raises(Refused) as refused:
        record_notice(session, **values, by=None, at=AT)  # type: ignore[arg-type]  # one is wrong
    assert refused.value.field == field
    assert latest_notice(session) is None


def test_whom_it_was_told_and_when_the_council_was_informed(session: Session) -> None:
    told = {"given_by": "QA", "given_on": AT.date(), "text": "A model.", "by": None, "at": AT}
    bare = record_notice(session, **told)  # type: ignore[arg-type]
    assert (bare.told_to, bare.council_on) == (None, None)
    day = AT.date() - timedelta(days=3)
    full = record_notice(session, **told, told_to=" Both\x00 sites ", council_on=day)  # type: ignore[arg-type]
    assert (full.told_to, full.council_on) == ("Both sites", day)
    for field, wrong in (
        ("council_on", {"council_on": AT.date() + timedelta(days=1)}),
        ("told_to", {"told_to": "x" * 201}),
    ):
        with pytest.raises(Refused) as refused:
            record_notice(session, **told, **wrong)  # type: ignore[arg-type]
        assert refused.value.field == field
    assert latest_notice(session) is full
