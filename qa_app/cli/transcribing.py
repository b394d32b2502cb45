"""`qa transcribe`: recordings that have a text get another version from a chosen speech model."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import click
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from qa_app.cli.edge import answer, desk, json_option
from qa_app.core import clock
from qa_app.core.errors import Refused
from qa_app.people.models import Team, User
from transcription.interactions.models import Interaction
from transcription.interactions.queries import InteractionFilter, narrowed
from transcription.transcripts.again import (
    MOST_AT_ONCE,
    Extent,
    call_off,
    extent_of,
    transcribe_all_again,
)
from transcription.transcripts.choice import chosen_model
from transcription.transcripts.choosing import TimedModel, models_timed

ACTOR = "cli"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which recordings are meant, as the options say it; what is empty narrows nothing."""

    ids: tuple[str, ...] = ()
    batch: int | None = None
    source: str | None = None
    team: str | None = None
    agent: str | None = None
    topic: str | None = None
    days: int | None = None
    words: str | None = None


@click.command()
@click.option("--again", is_flag=True, help="Another version for what has a text; must be given.")
@click.option("--interaction", "ids", multiple=True, metavar="ID",
              help="This interaction (its external id), as often as needed.")  # fmt: skip
@click.option("--import", "batch", type=int, metavar="NUMBER", help="All of this import.")
@click.option("--source", metavar="NAME", help="All of this source.")
@click.option("--team", metavar="NAME", help="All of this team.")
@click.option("--agent", metavar="ID", help="All of this agent.")
@click.option("--topic", metavar="NAME", help="All of this topic.")
@click.option("--days", type=click.IntRange(1, 36_500), metavar="N", help="Of the last N days.")
@click.option("--words", metavar="TEXT", help="Those whose text has these words.")
@click.option("--model", metavar="NAME", help="Read by this model (default: as set).")
@click.option("--preview", is_flag=True, help="Count, and ask for nothing.")
@click.option("--call-off", is_flag=True, help="Cancel what waits to be transcribed again.")
@json_option
def transcribe(
    again: bool, model: str | None, preview: bool, call_off: bool, as_json: bool, **narrowed_to: Any
) -> None:
    """Transcribe recordings again with a chosen model; the versions that they have are kept.

    All options that narrow hold together. The worker does it after all new work.
    Exit status 0: asked for, counted or called off; 2: there is nothing, or too much at once.
    """
    if not again:
        raise click.UsageError(
            "Say --again: recordings without a text are transcribed by themselves."
        )
    with desk() as session:
        scope = _scope(session, Wanted(**narrowed_to))
        if call_off:
            result = _called_off(session, scope)
            words = f"{result['called_off']:,} recordings keep the text that they have."
        else:
            result = _asked(session, scope, model, preview)
            words = _words(result)
        session.commit()
    answer(result, as_json, words)


def _called_off(session: Session, scope: Select[Interaction]) -> dict[str, Any]:
    return {"called_off": call_off(session, scope, by=None, at=clock.now(), actor=ACTOR)}


def _asked(
    session: Session, scope: Select[Interaction], model: str | None, preview: bool
) -> dict[str, Any]:
    """Count, and unless it is a preview ask for it; the document that is printed."""
    extent = extent_of(session, scope)
    timed = models_timed(session, extent.speech_s if not extent.unmeasured else None)
    offered = [each.model for each in timed]
    chosen = chosen_model(offered, model) if model else offered[0]
    result = {
        **asdict(extent),
        "model": chosen.name,
        "models": [_model(each) for each in timed],
        "most_at_once": MOST_AT_ONCE,
        "asked": 0,
    }
    if not preview:
        result["asked"] = transcribe_all_again(
            session, scope, chosen, seen=extent.recordings, by=None, at=clock.now(), actor=ACTOR
        )
    return result


def _model(each: TimedModel) -> dict[str, Any]:
    time = each.time
    known = {"middle": time.middle, "low": time.low, "high": time.high}
    seconds = {name: round(span.total_seconds(), 1) if span is not None else None
               for name, span in known.items()}  # fmt: skip
    return {"name": each.model.name, "is_set": each.model.is_set, "measured_on": time.n,
            "seconds": seconds}  # fmt: skip


def _scope(session: Session, wanted: Wanted) -> Select[Interaction]:
    """The interactions that the options leave. Refused where one names nothing that is here."""
    fits = InteractionFilter(
        words=wanted.words or "",
        team_id=_id(session, "team", wanted.team, Team.name == wanted.team, Team.id),
        agent_id=_id(session, "agent", wanted.agent, User.external_id == wanted.agent, User.id),
        topic=wanted.topic or "",
        period=wanted.days,
    )
    scope = narrowed(session, select(Interaction), fits, now=clock.now())
    if wanted.batch is not None:
        scope = scope.where(Interaction.batch_id == wanted.batch)
    if wanted.source:
        scope = scope.where(Interaction.source == wanted.source)
    return _named(session, scope, wanted.ids) if wanted.ids else scope


def _named(
    session: Session, scope: Select[Interaction], ids: tuple[str, ...]
) -> Select[Interaction]:
    scope = scope.where(Interaction.external_id.in_(ids))
    query = scope.with_only_columns(Interaction.external_id, Interaction.source)
    found = session.execute(query).all()
    known = [external for external, _ in found]
    if missing := [each for each in ids if each not in known]:
        raise Refused(f"There is no interaction {', '.join(missing)} among these.")
    if len(known) > len(set(known)):
        sources = ", ".join(sorted({source for _, source in found}))
        raise Refused(f"Several sources have an interaction of that id ({sources}): add --source.")
    return scope


def _id(session: Session, kind: str, name: str | None, fits: Any, column: Any) -> int | None:
    if not name:
        return None
    found: int | None = session.scalar(select(column).where(fits))
    if found is None:
        raise Refused(f"There is no {kind} {name} here.")
    return found


def _words(result: dict[str, Any]) -> str:
    extent = Extent(**{name: result[name] for name in Extent.__slots__})
    lines = [f"{extent.recordings:,} recordings have a text and are kept, with {_speech(extent)}."]
    if extent.muted_copies:
        lines.append(
            f"Of {extent.muted_copies:,} only the muted copy is kept: what is silent in it has no"
            " words in the new version."
        )
    for each in result["models"]:
        mark = "→" if each["name"] == result["model"] else " "
        as_set = ", as set" if each["is_set"] else ""
        lines.append(f"{mark} {each['name']}{as_set}: {_time(each)}")
    if result["asked"]:
        lines.append(
            f"{result['asked']:,} wait to be transcribed again with {result['model']}, after all"
            " new work. The versions that they have stay; a text that a person mended stays the"
            " one that is read. `qa transcribe --again --call-off` calls off the rest."
        )
    else:
        lines.append("This was a preview: nothing was asked for.")
    return "\n".join(lines)


def _speech(extent: Extent) -> str:
    known = f"{extent.speech_s / 60:,.1f} minutes of speech on all channels"
    return known + (f" (not known of {extent.unmeasured:,})" if extent.unmeasured else "")


def _time(each: dict[str, Any]) -> str:
    seconds, n = each["seconds"], each["measured_on"]
    if seconds["middle"] is None:
        return f"time unknown, it has transcribed {n} recordings here"
    middle, low, high = (timedelta(seconds=round(seconds[name])) for name in seconds)
    return f"about {middle} ({low} to {high}) for one worker, measured on {n} recordings"
