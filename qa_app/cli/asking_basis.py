"""Asks in a terminal on what basis recordings rest, once for each source that has not said it."""

from __future__ import annotations

import sys
from datetime import datetime

import click
from sqlalchemy.orm import Session

from qa_app.core.text import counted
from transcription.intake.basis import (
    BASES,
    release_some,
    set_basis,
    sources_relying_on,
    waiting_by_source,
)
from transcription.intake.models import Batch
from transcription.interactions.labels import BASES as WORDS

ACTOR = "cli"
NONE = "none"


def is_terminal() -> bool:
    """Whether a person can be asked: both ends of the command are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_for_bases(session: Session, batch: Batch, *, at: datetime) -> int:
    """Ask for each source of the batch whose recordings wait; how many were let out.

    What is answered is remembered for the source. Commits after each answer; "none" leaves the
    recordings where they are.
    """
    let_out = 0
    for source, waiting in waiting_by_source(session, batch).items():
        have = "has" if len(waiting) == 1 else "have"
        click.echo(
            f"{counted(len(waiting), 'recording')} {have} no basis; source “{source}”."
            " Without one they are neither played nor transcribed."
            " The answer is remembered for this source.",
            err=True,
        )
        for name in BASES:
            click.echo(f"  {name}: {WORDS[name]}", err=True)
        basis = click.prompt(
            f"Basis ({NONE}: leave them in quarantine)",
            type=click.Choice([*BASES, NONE]), default=NONE, show_choices=False, err=True,
        )  # fmt: skip
        if basis == NONE:
            continue
        set_basis(session, source, basis, by=None, at=at, actor=ACTOR)
        let_out += release_some(session, waiting, basis, by=None, at=at, actor=ACTOR)
        batch.quarantined = max(0, batch.quarantined - len(waiting))
        session.commit()
    return let_out


def remember(session: Session, batch: Batch, basis: str, *, at: datetime) -> None:
    """Remember what --basis said for the sources that had said nothing; flushes."""
    for source in sources_relying_on(session, batch, basis):
        set_basis(session, source, basis, by=None, at=at, actor=ACTOR)
