"""Reads of the scoring page: an item with its interaction, its turns in chunks, search in them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from scorecards.reviews.models import Assignment
from transcription.interactions.models import Interaction
from transcription.transcripts.models import Transcript, Turn

CHUNK = 200
"""Turns that are rendered at once; a longer text comes in further chunks while one reads."""
MOST_HITS = 1_000


# Every scoring page asks these; to put the statements together takes longer than to run them.
_CHUNK = (
    select(Turn)
    .where(
        Turn.transcript_id == bindparam("transcript"),
        Turn.position >= bindparam("first"),
        Turn.position < bindparam("after"),
    )
    .order_by(Turn.position)
)
_CURRENT = (
    select(Transcript)
    .where(Transcript.interaction_id == bindparam("interaction"), Transcript.is_current.is_(True))
    .order_by(Transcript.number.desc())
    .limit(1)
)


def with_interaction(scoped: Select[Assignment]) -> Select[Assignment]:
    """The same query with everything of the interaction that the page shows."""
    interaction = joinedload(Assignment.interaction)
    return scoped.options(
        interaction.joinedload(Interaction.agent),
        interaction.joinedload(Interaction.team),
        interaction.joinedload(Interaction.recording),
    )


def locked(scoped: Select[Assignment]) -> Select[Assignment]:
    """The same query holding the item's row: two saves of one draft come one after the other."""
    interaction = joinedload(Assignment.interaction)
    return scoped.options(interaction.joinedload(Interaction.team)).with_for_update(of=Assignment)


def turn_count(session: Session, transcript_id: int) -> int:
    """How many turns a transcript has."""
    query = select(func.count(Turn.id)).where(Turn.transcript_id == transcript_id)
    return session.scalar(query) or 0


def chunk_of(
    session: Session, transcript_id: int, number: int
) -> tuple[Sequence[Turn], Turn | None]:
    """The turns of a chunk (0, 1 …) in order, and the turn just before its first."""
    first = number * CHUNK
    given = {"transcript": transcript_id, "first": first - 1, "after": first + CHUNK}
    turns = list(session.scalars(_CHUNK, given))
    before = turns.pop(0) if turns and turns[0].position < first else None
    return turns, before


def find_turns(session: Session, transcript_id: int, text: str) -> list[int]:
    """Positions of the turns that contain `text`, without regard to case, at most `MOST_HITS`."""
    wanted = text.strip()
    if not wanted:
        return []
    query = (
        select(Turn.position, Turn.text)
        .where(Turn.transcript_id == transcript_id)
        .order_by(Turn.position)
    )
    if wanted.isascii():
        # SQLite's LIKE folds ASCII by itself, in half of the time that lower() on each turn takes.
        folds = session.get_bind().dialect.name == "sqlite"
        holds = Turn.text.contains if folds else Turn.text.icontains
        query = query.where(holds(wanted, autoescape=True)).limit(MOST_HITS)
        return [row.position for row in session.execute(query)]
    # SQLite folds the case of ASCII only, so other words are compared here.
    folded = wanted.casefold()
    rows = session.execute(query)
    return [row.position for row in rows if folded in row.text.casefold()][:MOST_HITS]


def turns_by_id(session: Session, turn_ids: Sequence[int]) -> dict[int, Turn]:
    """Cited turns by id."""
    return {turn.id: turn for turn in session.scalars(select(Turn).where(Turn.id.in_(turn_ids)))}


def transcript_of(session: Session, interaction_id: int, own: int | None) -> Transcript | None:
    """The transcript with id `own`, else the interaction's present one, without its turns."""
    if own is not None:
        return session.get(Transcript, own)
    return session.scalar(_CURRENT, {"interaction": interaction_id})
