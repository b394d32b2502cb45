"""`qa plan import|list` and `qa sample draw`: sampling plans and their draws."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.cli.edge import DAY, MISUSE, DeskGroup, answer, desk, json_option
from qa_app.core import clock
from qa_app.core.errors import Missing, Refused
from scorecards.sampling.draw import DrawResult
from scorecards.sampling.drawing import Prepared, keep_draw, prepare_draw
from scorecards.sampling.models import Draw, Plan
from scorecards.sampling.periods import Period, between, last_full, seed_for
from scorecards.sampling.plan_document import PlanDocument, PlanError, parse_plan
from scorecards.sampling.plans import document_of, find_plan, import_plan, unknown_names
from transcription.interactions.models import Interaction

FILE = click.Path(dir_okay=False, path_type=Path)
DONE = {"created": "is a new plan", "changed": "was changed", "same": "is here already, the same"}


@click.group("plan", cls=DeskGroup)
def plan() -> None:
    """Import and list sampling plans."""


@click.group("sample", cls=DeskGroup)
def sample() -> None:
    """Draw interactions for review."""


@plan.command("import")
@click.argument("file", type=FILE)
@json_option
def import_file(file: Path, as_json: bool) -> None:
    """Take the plan in FILE in; a plan of the same title is changed.

    Exit status 0: taken in; 2: the file is not of the format (docs/plan-format.md).
    """
    document = _read(file)
    with desk() as session:
        row, what = import_plan(session, document, by=None, at=clock.now(), actor="cli")
        warnings = unknown_names(session, document)
        result = {"title": row.title, "id": row.id, "result": what, "warnings": warnings}
    for warning in warnings:
        click.echo(f"Note: {warning}", err=True)
    answer(result, as_json, f"“{document.title}” {DONE[what]}.")


@plan.command("list")
@json_option
def list_all(as_json: bool) -> None:
    """List all plans with their last draws.

    Exit status 0: listed, though there may be none.
    """
    with desk() as session:
        plans = session.scalars(select(Plan).order_by(Plan.title)).all()
        rows = [_summary(session, row) for row in plans]
    text = "\n".join(
        f"{row['title']}: {'on' if row['active'] else 'off'}, "
        + (f"last drawn {row['last_draw']['drawn_at']}" if row["last_draw"] else "never drawn")
        for row in rows
    )
    answer(rows, as_json, text or "There are no plans yet: `qa plan import FILE.json`.")


@sample.command("draw")
@click.argument("plan_title")
@click.option("--seed", type=int, help="By default worked out from the title and the period.")
@click.option("--from", "first", type=DAY, help="First day of the period.")
@click.option("--to", "last", type=DAY, help="Last day of the period, included.")
@click.option("--all", "everything", is_flag=True, help="The whole span of the data.")
@click.option("--dry-run", is_flag=True, help="Show what would be drawn and store nothing.")
@click.option("--replace", is_flag=True, help="Undo this period's draw first, if none was begun.")
@json_option
def draw_command(
    plan_title: str,
    seed: int | None,
    first: datetime | None,
    last: datetime | None,
    everything: bool,
    dry_run: bool,
    replace: bool,
    as_json: bool,
) -> None:
    """Draw a period of the plan PLAN_TITLE, by default its last full one.

    Exit status 0: drawn (or shown); 2: no such plan, nothing to draw, or drawn already.
    """
    with desk() as session:
        row = find_plan(session, plan_title)
        if row is None:
            raise Missing(f"There is no plan “{plan_title}”: see `qa plan list`.")
        period = _period(session, document_of(row), first, last, everything)
        chosen = seed_for(row.title, period) if seed is None else seed
        made = prepare_draw(session, document_of(row), period=period, seed=chosen)
        if not made.frame and not dry_run:
            raise Refused(_nothing(session, made))
        at = clock.now()
        kept = (
            None
            if dry_run
            else keep_draw(session, row, made, by=None, at=at, actor="cli", replace=replace)
        )
        result = draw_report(made, kept)
    answer(result, as_json, _in_words(result))


def draw_report(made: Prepared, kept: Draw | None) -> dict[str, Any]:
    """A draw as `--json` prints it; `kept` is None for a dry run."""
    result = made.result
    return {
        "plan": result.title,
        "draw_id": kept.id if kept else None,
        "dry_run": kept is None,
        "period": {
            "from": made.period.start.isoformat(),
            "to": made.period.end.isoformat(),
        },
        "seed": result.seed,
        "method": result.method,
        "method_version": result.method_version,
        "generator": result.generator,
        "risk_method": result.risk_method,
        "risk_missing": made.risk_missing,
        "frame_size": result.frame_size,
        "frame_sha256": result.frame_sha256,
        "left_out": dict(result.left_out),
        "items": _items(result),
        "agents": [
            {
                "agent": count.agent,
                "frame_size": count.frame_size,
                "random": count.random,
                "targeted": count.targeted,
                "short": count.short,
            }
            for count in result.agents
        ],
        "reserve": len(result.reserve),
        "unassigned": {k: len(v) for k, v in kept.unassigned.items()} if kept else None,
    }


def _items(result: DrawResult) -> list[dict[str, Any]]:
    sizes = {(s.agent, s.stratum): s.size for s in result.strata}
    return [
        {
            "order": one.order,
            "source": one.item.source,
            "external_id": one.item.external_id,
            "agent": one.agent,
            "pool": one.pool,
            "stratum": one.stratum,
            "stratum_size": sizes[one.agent, one.stratum],
            "inclusion_probability": one.probability,
            "double": one.double,
        }
        for one in result.items
    ]


def _read(file: Path) -> PlanDocument:
    try:
        return parse_plan(file.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}.") from error
    except PlanError as error:
        for problem in error.problems:
            click.echo(f"{file}: {problem}", err=True)
        raise SystemExit(MISUSE) from error


def _period(
    session: Session,
    document: PlanDocument,
    first: datetime | None,
    last: datetime | None,
    everything: bool,
) -> Period:
    zone = ZoneInfo(session.info["settings"].time_zone)
    if everything:
        if first or last:
            raise click.UsageError("Give either --all or --from and --to.")
        days = _span(session, zone)
        return between(days[0], days[1] + timedelta(days=1), zone)
    if first is None and last is None:
        return last_full(document.every, clock.now(), zone)
    if first is None or last is None:
        raise click.UsageError("Give both --from and --to, or neither.")
    return between(first.date(), last.date() + timedelta(days=1), zone)


def _span(session: Session, zone: ZoneInfo) -> tuple[date, date]:
    """The first and last day of all interactions."""
    started = Interaction.started_at
    row = session.execute(select(func.min(started), func.max(started))).one()
    if row[0] is None:
        raise Refused("There are no interactions yet: `qa import` brings them in.")
    first, last = (moment.astimezone(zone).date() for moment in row)
    return first, last


def _nothing(session: Session, made: Prepared) -> str:
    start, end = (moment.date() for moment in (made.period.start, made.period.end))
    words = f"Nothing to draw from {start} to before {end}"
    if made.result.left_out:
        reasons = ", ".join(f"{n} {reason}" for reason, n in made.result.left_out.items())
        return f"{words}: everything was left out ({reasons})."
    newest = session.scalar(select(func.max(Interaction.started_at)))
    if newest is None:
        return f"{words}: there are no interactions yet. `qa import` brings them in."
    return (
        f"{words}: no interaction started then. The newest is of {newest.date()}: "
        "say --from and --to, or --all."
    )


def _summary(session: Session, row: Plan) -> dict[str, Any]:
    newest = session.scalars(
        select(Draw)
        .where(Draw.plan_id == row.id, Draw.undone_at.is_(None))
        .order_by(Draw.period_end.desc(), Draw.id.desc())
        .limit(1)
    ).first()
    return {
        "title": row.title,
        "id": row.id,
        "active": row.active,
        "document": row.document,
        "last_draw": {
            "id": newest.id,
            "drawn_at": newest.drawn_at.astimezone(UTC).isoformat(timespec="seconds"),
            "from": newest.period_start.isoformat(),
            "to": newest.period_end.isoformat(),
            "frame_size": newest.frame_size,
        }
        if newest
        else None,
    }


def _in_words(result: dict[str, Any]) -> str:
    start, end = (result["period"][key][:10] for key in ("from", "to"))
    by_pool = [item["pool"] for item in result["items"]]
    lines = [
        f"{'Would draw' if result['dry_run'] else 'Drew'} {by_pool.count('random')} at random and "
        f"{by_pool.count('targeted')} by risk from {result['frame_size']} interactions of "
        f"{len(result['agents'])} agents, {start} to before {end}, with seed {result['seed']}.",
        *(f"  nothing by risk: {why}" for why in [result["risk_missing"]] if why),
        *(f"  left out: {count} {reason}" for reason, count in result["left_out"].items()),
        *(
            f"  given to nobody: {count} {reason}"
            for reason, count in (result["unassigned"] or {}).items()
        ),
    ]
    return "\n".join(lines)
