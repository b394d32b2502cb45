"""Whom the interactions of a source are scored for: set once for each source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from transcription.intake.exports.scored import RULES, Rule
from transcription.intake.limits import ID_CHARACTERS
from transcription.intake.models import SourceScoring


def rules_by_source(session: Session) -> Mapping[str, Rule]:
    """The rule of each source that has one of its own."""
    rows = session.execute(select(SourceScoring.source, SourceScoring.rule))
    by_name: Mapping[str, Rule] = {rule: rule for rule in RULES}
    return {row.source: by_name[row.rule] for row in rows if row.rule in by_name}


def set_rule(session: Session, source: str, rule: str, *, by: int | None, at: datetime) -> None:
    """Set whom a source's interactions are scored for from now on; those here stay as they are.

    Refused for an unknown rule and without a source.
    """
    source = source.strip()
    if rule not in RULES:
        raise Refused(f"Choose one of {', '.join(RULES)}.", field="rule")
    if not source or len(source) > ID_CHARACTERS:
        raise Refused("Name the source.", field="scored_source")
    found = session.scalar(select(SourceScoring).where(SourceScoring.source == source))
    before = {"rule": found.rule} if found else None
    if found is None:
        found = SourceScoring(source=source, rule=rule, set_by=by, set_at=at)
        session.add(found)
    found.rule, found.set_by, found.set_at = rule, by, at
    session.flush()
    after = {"source": source, "rule": rule}
    record(
        session,
        "source.scored_agent",
        ("source", found.id),
        by=by,
        at=at,
        before=before,
        after=after,
    )
