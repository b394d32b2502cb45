"""Asks for a replay and carries it out: at once where it is short, else by a worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_app.core.errors import Refused
from qa_app.core.locks import looking
from scorecards.design.document import ScorecardDocument, parse
from scorecards.design.models import Version
from scorecards.replay.changes import units
from scorecards.replay.models import Replay
from scorecards.replay.past import chunk_after, counted, versions_of
from scorecards.replay.rescoring import Rescoring
from scorecards.replay.tally import Tally
from scorecards.reviews.models import Evaluation, Pool
from scorecards.reviews.results import answers_of, facts_of

MOST_AT_ONCE = 2_000
"""More evaluations than this are replayed by a worker, with progress."""
MOST_SCORINGS = 8_000
"""And so is what would be scored more often than this: once for each change taken back alone."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Asked:
    """Which evaluations to replay; None does not limit."""

    of_id: int
    since: date | None = None
    until: date | None = None
    pool: Pool | None = None


def ask(
    session: Session, version: Version, asked: Asked, *, by: int | None, at: datetime
) -> Replay:
    """Write down a replay of past evaluations under a draft; Refused where there are none."""
    if asked.since and asked.until and asked.since > asked.until:
        raise Refused(_("The period ends before it begins: exchange the two days."), field="until")
    replay = Replay(
        version_id=version.id,
        revision=version.revision,
        of_id=asked.of_id,
        since=asked.since,
        until=asked.until,
        pool=asked.pool,
        asked_by=by,
        asked_at=at,
    )
    replay.found = sum(counted(session, replay).values())
    if not replay.found:
        raise Refused(_("There is no evaluation of this kind in this period to replay."))
    session.add(replay)
    session.flush()
    return replay


def is_long(session: Session, replay: Replay, version: Version) -> bool:
    """Whether a person would wait too long for it, so that a worker does it."""
    if replay.found > MOST_AT_ONCE:
        return True
    new = parse(version.document)
    by_version = counted(session, replay)
    versions = versions_of(session, list(by_version))
    scorings = sum(
        count * (2 + len(units(parse(versions[number].document), new)))
        for number, count in by_version.items()
    )
    return scorings > MOST_SCORINGS


def run(
    session: Session,
    replay: Replay,
    *,
    at: datetime,
    pause: Callable[[], None],
    progress: Progress = lambda done, total: None,
) -> None:
    """Replay everything that was asked for and store what came out; the same asked twice is alike.

    The draft is taken as it is now. `pause` (the edge's commit) ends every transaction, so that
    reading and scoring hold no write lock; what is written comes last. Raises ScorecardInvalid
    where two parts of the draft share a key.
    """
    pause()
    with looking(session):
        version = session.get_one(Version, replay.version_id)
        session.refresh(version)
        work = _Work(parse(version.document))
    last = 0
    while True:
        with looking(session):
            found = chunk_after(session, replay, last)
            work.take(session, found)
            for evaluation in found:
                session.expunge(evaluation)
        if not found:
            break
        last = found[-1].id
        progress(len(work.tally.rows) + sum(work.left_out.values()), replay.found)
    replay.revision = version.revision
    replay.result = {**work.tally.summary(), "left_out": work.left_out}
    replay.rows = work.tally.rows
    replay.finished_at = at
    session.flush()


class _Work:
    """A replay in progress."""

    def __init__(self, draft: ScorecardDocument) -> None:
        self.draft = draft
        self.tally = Tally(draft)
        self.left_out = {"no_answers": 0, "unlike": 0}
        self._known: dict[int, Rescoring] = {}

    def take(self, session: Session, found: Sequence[Evaluation]) -> None:
        """Replay a chunk of evaluations, or count why one cannot be."""
        for evaluation in found:
            answers = answers_of(evaluation)
            if not any(value is not None for value in answers.values()):
                # Imported with an overall percentage only: there is nothing to score again.
                self.left_out["no_answers"] += 1
                continue
            rescored = self._rescoring(session, evaluation).rescore(
                answers, facts_of(evaluation.interaction)
            )
            if rescored.before.percent != evaluation.percent:
                self.left_out["unlike"] += 1
            else:
                self.tally.add(evaluation.id, rescored)

    def _rescoring(self, session: Session, evaluation: Evaluation) -> Rescoring:
        """The two versions that decide, worked out once for each version of the past."""
        known = self._known.get(evaluation.version_id)
        if known is None:
            version = session.get_one(Version, evaluation.version_id)
            known = Rescoring(parse(version.document), self.draft)
            self._known[evaluation.version_id] = known
            self.tally.announce(known.changes)
        return known
