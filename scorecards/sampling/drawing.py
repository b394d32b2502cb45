"""Draws a period of a plan: the frame is read, the draw made and kept, the work handed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from scorecards.sampling.draw import DrawResult, draw
from scorecards.sampling.frame import Key, frame_of, ordered
from scorecards.sampling.handing_out import Handed, hand_out
from scorecards.sampling.models import Draw, DrawItem, Part, Plan
from scorecards.sampling.naming import stratum_name
from scorecards.sampling.periods import Period
from scorecards.sampling.plan_document import PlanDocument
from scorecards.sampling.plans import document_of, stored
from scorecards.sampling.population import Population, ids_of, population_of
from scorecards.sampling.risks import NoRisk, Risks, risks_of
from scorecards.sampling.undoing import undo_draw

GREATEST_SEED = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draw as it would be made now; nothing is stored yet."""

    document: PlanDocument
    period: Period
    result: DrawResult
    population: Population
    frame: tuple[Key, ...]
    risk_model: int | None
    risk_missing: NoRisk | None
    """Why the part by risk, for which the plan asks, was drawn at random too."""


def prepare_draw(
    session: Session, document: PlanDocument, *, period: Period, seed: int
) -> Prepared:
    """What a draw with this seed gives, without storing anything (the dry run).

    Refused for a seed outside 0 to 2^63 - 1 and for a period that ends before it begins.
    """
    if not 0 <= seed <= GREATEST_SEED:
        raise Refused(
            _("A seed is a whole number from 0 to %(greatest_seed)s.", greatest_seed=GREATEST_SEED),
            field="seed",
        )
    if period.end <= period.start:
        raise Refused(_("The period ends before it begins."), field="until")
    zone = ZoneInfo(session.info["settings"].time_zone)
    population = population_of(session, period, zone)
    frame = frame_of(population.candidates, document)
    risks = risks_of(session, period) if document.risk_share else Risks(None, {})
    within = {item.key for item in frame.items}
    result = draw(
        frame.items,
        plan=document,
        seed=seed,
        risk={k: p for k, p in risks.by_key.items() if k in within} if risks.model else None,
        left_out=frame.left_out,
    )
    keys = tuple(item.key for item in ordered(frame.items))
    return Prepared(document, period, result, population, keys, risks.model, risks.missing)


def draw_period(
    session: Session,
    plan: Plan,
    *,
    period_start: datetime,
    period_end: datetime,
    seed: int,
    by: int | None,
    at: datetime,
    actor: str | None = None,
    replace: bool = False,
) -> Draw:
    """Draw the interactions that started from `period_start` to just before `period_end`.

    The same plan, seed and frame give the same items in the same order. Refused as `prepare_draw`
    and `keep_draw` say. `actor` names the part of the product that draws where `by` is None.
    """
    period = Period(period_start, period_end)
    _check_free(session, plan, period, replace)
    made = prepare_draw(session, document_of(plan), period=period, seed=seed)
    return keep_draw(session, plan, made, by=by, at=at, actor=actor, replace=replace)


def keep_draw(
    session: Session,
    plan: Plan,
    made: Prepared,
    *,
    by: int | None,
    at: datetime,
    actor: str | None = None,
    replace: bool = False,
) -> Draw:
    """Store a prepared draw with its frame, items and reserve, and hand its work out.

    Refused when the period was drawn already (unless `replace` is said and nothing of it was
    begun), and when the frame is empty.
    """
    if not made.frame:
        raise Refused(empty_frame(made.result))
    standing = _check_free(session, plan, made.period, replace)
    if standing is not None:
        undo_draw(session, standing, by=by, at=at, actor=actor)
    row = _draw_row(plan, made, by=by, at=at)
    session.add(row)
    session.flush()
    handed = hand_out(session, row, made.document, made.result, made.population, by=by, at=at)
    row.unassigned = handed.unassigned
    _store_items(session, row, made, handed)
    session.flush()
    _record(session, row, by=by, at=at, actor=actor)
    return row


def _check_free(session: Session, plan: Plan, period: Period, replace: bool) -> Draw | None:
    """The draw that stands for the period; Refused where there is one that is not replaced."""
    standing = standing_draw(session, plan, period.start, period.end)
    if standing is not None and not replace:
        raise Refused(
            _("This period was drawn already. Undo that draw first, or ask to replace it.")
        )
    return standing


def standing_draw(
    session: Session, plan: Plan, period_start: datetime, period_end: datetime
) -> Draw | None:
    """The draw of the plan for exactly this period that was not undone."""
    return session.scalar(
        select(Draw).where(
            Draw.plan_id == plan.id,
            Draw.period_start == period_start,
            Draw.period_end == period_end,
            Draw.undone_at.is_(None),
        )
    )


def empty_frame(result: DrawResult) -> str:
    """Says in a sentence why there is nothing to draw from."""
    if not result.left_out:
        return "Nothing to draw: no interaction started in this period."
    reasons = ", ".join(f"{count} {reason}" for reason, count in result.left_out.items())
    return f"Nothing to draw: everything in this period was left out ({reasons})."


def _draw_row(plan: Plan, made: Prepared, *, by: int | None, at: datetime) -> Draw:
    result = made.result
    agent_ids = _agent_ids(made)
    return Draw(
        plan_id=plan.id,
        period_start=made.period.start,
        period_end=made.period.end,
        seed=result.seed,
        method=result.method,
        method_detail={
            "method_version": result.method_version,
            "generator": result.generator,
            "risk_method": result.risk_method,
            "risk_model": made.risk_model,
            "risk_missing": made.risk_missing,
        },
        plan_document=stored(made.document),
        frame_size=result.frame_size,
        frame_digest=result.frame_sha256,
        frame=ids_of(made.population, made.frame),
        left_out=dict(result.left_out),
        agents=[
            {
                "agent": count.agent,
                "agent_id": agent_ids[count.agent],
                "frame_size": count.frame_size,
                "random": count.random,
                "targeted": count.targeted,
                "short": count.short,
            }
            for count in result.agents
        ],
        merged_strata=[
            {"agent": s.agent, "stratum": stratum_name(s.stratum), "merged": list(s.merged)}
            for s in result.strata
            if s.merged
        ],
        unassigned={},
        drawn_at=at,
        drawn_by=by,
    )


def _agent_ids(made: Prepared) -> dict[str, int]:
    known = made.population.known
    return {
        candidate.agent: known[candidate.source, candidate.external_id].agent_id
        for candidate in made.population.candidates
    }


def _store_items(session: Session, row: Draw, made: Prepared, handed: Handed) -> None:
    sizes = {(s.agent, s.stratum): s.size for s in made.result.strata}
    known = made.population.known

    def values(key: Key, agent: str, stratum: str) -> dict[str, Any]:
        return {
            "draw_id": row.id,
            "interaction_id": known[key].interaction_id,
            "agent_id": known[key].agent_id,
            "stratum": stratum_name(stratum),
            "stratum_size": sizes[agent, stratum],
        }

    drawn = [
        values(d.item.key, d.agent, d.stratum)
        | {
            "part": Part.RANDOM if d.pool == "random" else Part.RISK,
            "inclusion_probability": d.probability,
            "position": d.order,
            "double": d.double,
            "assignment_id": handed.assignment_ids.get(d.item.key),
        }
        for d in made.result.items
    ]
    reserve = [
        values(r.item.key, r.item.agent, r.stratum)
        | {
            "part": Part.RESERVE,
            "inclusion_probability": float(r.inclusion_probability),
            "position": r.place,
            "double": False,
            "assignment_id": None,
        }
        for r in made.result.reserve
    ]
    # Lists are paged from the highest id down, so the first in order gets the highest.
    rows = [*reversed(reserve), *reversed(drawn)]
    if rows:
        session.execute(insert(DrawItem), rows)


def _record(
    session: Session, row: Draw, *, by: int | None, at: datetime, actor: str | None
) -> None:
    record(
        session,
        "sampling.draw",
        ("draw", row.id),
        by=by,
        at=at,
        actor=actor,
        after={
            "plan": row.plan_id,
            "from": row.period_start.isoformat(),
            "to": row.period_end.isoformat(),
            "seed": row.seed,
            "frame_size": row.frame_size,
            "frame_digest": row.frame_digest,
            "random": sum(agent["random"] for agent in row.agents),
            "targeted": sum(agent["targeted"] for agent in row.agents),
        },
    )
