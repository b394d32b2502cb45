"""What a start does before the processes run: schema, demo or the first manager's link."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.config import Settings
from qa_app.core import clock
from qa_app.core.locks import alone
from qa_app.demo.loading import load
from qa_app.demo.models import DemoState
from qa_app.installation import installation
from qa_app.people.links import make_link, needs_first_manager
from qa_app.people.models import User
from qa_app.processes.upgrade import upgrade

Say = Callable[[str], None]


def prepare(app: Flask, settings: Settings, address: str, say: Say) -> None:
    """Bring the schema up to date; fill an empty instance, or say how to begin."""
    upgrade(app)
    with app.app_context():
        installed = installation(app)
        with installed.open_session() as session:
            wants_demo = settings.demo and is_untouched(session)
        if wants_demo:
            say("An empty instance: loading the demo centre (QA_DEMO=0 leaves it empty).")
            with alone():
                load(installed.open_session, progress=partial(show, say))
            return
        with installed.open_session() as session:
            if not settings.demo or session.scalar(select(DemoState.id).limit(1)) is None:
                show_link(session, address, say)


def is_untouched(session: Session) -> bool:
    """Whether nobody and no removed demo is here (a half-loaded demo counts as untouched)."""
    removed = session.scalar(select(DemoState.id).limit(1))
    return removed is None and session.scalar(select(User.id).limit(1)) is None


def show(say: Say, done: int, total: int, what: str) -> None:
    """Say a line of progress."""
    share = 100 * done // total if total else 100
    say(f"  {share:3d} %  {what}")


def show_link(session: Session, address: str, say: Say) -> None:
    """Say a one-time link for the first QA manager while nobody can sign in."""
    if not needs_first_manager(session):
        return
    token = make_link(session, None, clock.now())
    session.commit()
    say(f"Make the first QA manager here (once, within three days): {address}/welcome/{token}")
