"""The verbs on mended transcripts: mend, undo, choose a version; what a machine wrote stays.

The first change of a version makes a copy of it, which is read and scored from then on; further
changes go into the copy until something rests on it (usage.py), and then into the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Conflict, Refused
from qa_app.core.events import emit
from qa_app.core.keys import keyring
from qa_app.core.text import clean
from transcription.interactions.known_names import names_of
from transcription.interactions.models import Interaction, MaskedOriginal
from transcription.redaction.masks import Redacted
from transcription.redaction.turns import TurnText, redact_turns
from transcription.transcripts.copying import copy_of, restore_originals
from transcription.transcripts.facts import facts_of_turns
from transcription.transcripts.mended_text import kept_words, moved_originals
from transcription.transcripts.models import Correction, Speaker, Transcript, Turn
from transcription.transcripts.playback import mute_again
from transcription.transcripts.subjects import subject_of
from transcription.transcripts.usage import is_used
from transcription.transcripts.writing import make_current, sealed_originals

LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Change:
    """What a person wants of one turn; None leaves a part as it is."""

    position: int
    text: str | None = None
    speaker: Speaker | None = None


def mend(
    session: Session,
    interaction: Interaction,
    transcript: Transcript,
    changes: Sequence[Change],
    *,
    by: int,
    at: datetime,
) -> Transcript:
    """Change turns of the version that is read now; gives the version that holds the changes.

    What is entered is masked like any text, and muted in the recording. Refused without a change
    and for an empty text; Conflict when another version has become the one that is read.
    """
    if not transcript.is_current:
        raise Conflict("Another version of this text was made meanwhile. Look at it first.")
    wanted = _wanted(transcript, changes)
    if not wanted:
        raise Refused("Nothing was changed.")
    said = _masked(session, transcript, wanted)
    own = own_copy(session, transcript, by=by, at=at)
    for position, speaker in ((one.position, one.speaker) for one in wanted if one.speaker):
        _set_speakers(session, own, {position: speaker}, by=by, at=at, position=position)
    for position, redacted in said.items():
        _set_text(session, own, position, redacted, by=by, at=at)
    _announce(session, interaction, own, by=by, at=at, positions=[one.position for one in wanted])
    return own


def set_speakers(
    session: Session,
    interaction: Interaction,
    transcript: Transcript,
    speakers: dict[int, Speaker],
    *,
    by: int,
    at: datetime,
) -> Transcript:
    """Change who speaks in many turns at once, as one act; Refused where nothing would change."""
    if not transcript.is_current:
        raise Conflict("Another version of this text was made meanwhile. Look at it first.")
    changed = {
        turn.position: speakers[turn.position]
        for turn in transcript.turns
        if speakers.get(turn.position, turn.speaker) is not turn.speaker
    }
    if not changed:
        raise Refused("Nothing was changed.")
    own = own_copy(session, transcript, by=by, at=at)
    _set_speakers(session, own, changed, by=by, at=at)
    _announce(session, interaction, own, by=by, at=at, positions=sorted(changed))
    return own


def undo(
    session: Session, interaction: Interaction, transcript: Transcript, *, by: int, at: datetime
) -> Correction:
    """Take back the last change that stands in this version; Refused where there is none."""
    last = next((each for each in history(session, transcript) if each.undone_at is None), None)
    if last is None:
        raise Refused("There is nothing to undo.")
    own = own_copy(session, transcript, by=by, at=at)
    turns = {turn.position: turn for turn in own.turns}
    if last.kind == "text" and last.position is not None:
        turn = turns[last.position]
        turn.text = last.before["text"]
        restore_originals(session, own, turn)
    else:
        for position, speaker in last.before["speakers"].items():
            turns[int(position)].speaker = Speaker(speaker)
    last.undone_by, last.undone_at = by, at
    _announce(session, interaction, own, by=by, at=at, positions=[], act="transcript.undo")
    return last


def choose(
    session: Session, interaction: Interaction, transcript: Transcript, *, by: int, at: datetime
) -> None:
    """Let another version be the one that is read and scored from now on."""
    if transcript.is_current:
        raise Refused("This version is the one that is read already.")
    make_current(session, transcript)
    _announce(session, interaction, transcript, by=by, at=at, positions=[], act="transcript.choose")


def history(session: Session, transcript: Transcript) -> Sequence[Correction]:
    """The changes that led to this version, the last first, also those that were undone."""
    ids = [transcript.id]
    before = transcript.based_on
    while before is not None:
        ids.append(before)
        before = session.scalar(select(Transcript.based_on).where(Transcript.id == before))
    query = (
        select(Correction).where(Correction.transcript_id.in_(ids)).order_by(Correction.id.desc())
    )
    return session.scalars(query).all()


def own_copy(session: Session, transcript: Transcript, *, by: int, at: datetime) -> Transcript:
    """A version that may be changed: this one, or a copy of it that is read from now on."""
    if transcript.origin == "corrected" and not is_used(session, transcript):
        return transcript
    return copy_of(session, transcript, by=by, at=at)


def _wanted(transcript: Transcript, changes: Sequence[Change]) -> list[Change]:
    """Those of the changes that change something, cleaned."""
    turns = {turn.position: turn for turn in transcript.turns}
    wanted: list[Change] = []
    for one in changes:
        turn = turns.get(one.position)
        if turn is None:
            raise Refused("There is no such turn.")
        text = None if one.text is None else clean(one.text).strip()
        if text is not None and not text:
            raise Refused(f"Turn {one.position + 1} would be empty: leave a word of what was said.")
        if text is not None and len(text) > LONGEST:
            raise Refused(f"Turn {one.position + 1} is longer than {LONGEST:,} characters.")
        text = None if text == turn.text else text
        speaker = None if one.speaker is turn.speaker else one.speaker
        if text is not None or speaker is not None:
            wanted.append(Change(one.position, text, speaker))
    return wanted


def _masked(
    session: Session, transcript: Transcript, wanted: Sequence[Change]
) -> dict[int, Redacted]:
    """The texts to write, by position: those entered, and what they bring to light beside them."""
    new = {one.position: one.text for one in wanted if one.text is not None}
    if not new:
        return {}
    texts = [
        TurnText(turn.speaker.value, new.get(turn.position, turn.text)) for turn in transcript.turns
    ]
    region = session.info["settings"].redaction_region
    names = names_of(session, transcript.interaction_id)
    found = redact_turns(texts, region=region, known_names=names)
    return {
        turn.position: said
        for turn, said in zip(transcript.turns, found, strict=True)
        if turn.position in new or said.masks
    }


def _set_text(
    session: Session, own: Transcript, position: int, said: Redacted, *, by: int, at: datetime
) -> None:
    turn = next(each for each in own.turns if each.position == position)
    _move_originals(session, own, turn, said)
    session.add(
        Correction(
            interaction_id=own.interaction_id, transcript_id=own.id, kind="text",
            position=position, before={"text": turn.text}, after={"text": said.text},
            made_by=by, made_at=at,
        )
    )  # fmt: skip
    turn.words = kept_words(said.text, turn.words)
    # A person has read it: how sure the machine was of other words says nothing any more.
    turn.text, turn.confidence = said.text, None


def _move_originals(session: Session, own: Transcript, turn: Turn, said: Redacted) -> None:
    """Sealed originals follow their placeholders; those whose placeholder went are forgotten."""
    kept = session.scalars(
        select(MaskedOriginal)
        .where(MaskedOriginal.transcript_id == own.id)
        .where(MaskedOriginal.turn_position == turn.position)
        .order_by(MaskedOriginal.start)
    ).all()
    entered = {said.offset(mask.start) for mask in said.masks}
    places = moved_originals(said.text, [(each.start, each.placeholder) for each in kept])
    for original, place in zip(kept, places, strict=True):
        if place is None or place in entered:
            session.delete(original)
        else:
            original.start = place
    owner = (own.interaction_id, own.id)
    for row in sealed_originals(owner, turn.position, said, keyring(session)):
        session.add(MaskedOriginal(**row))


def _set_speakers(
    session: Session,
    own: Transcript,
    speakers: dict[int, Speaker],
    *,
    by: int,
    at: datetime,
    position: int | None = None,
) -> None:
    turns = {turn.position: turn for turn in own.turns}
    before = {str(place): turns[place].speaker.value for place in speakers}
    after = {str(place): speaker.value for place, speaker in speakers.items()}
    session.add(
        Correction(
            interaction_id=own.interaction_id, transcript_id=own.id,
            kind="speakers" if position is None else "speaker", position=position,
            before={"speakers": before}, after={"speakers": after}, made_by=by, made_at=at,
        )
    )  # fmt: skip
    for place, speaker in speakers.items():
        turns[place].speaker = speaker


def _announce(
    session: Session,
    interaction: Interaction,
    own: Transcript,
    *,
    by: int,
    at: datetime,
    positions: Sequence[int],
    act: str = "transcript.mend",
) -> None:
    """What follows from a changed text: facts, search, flags, sound; and who did it."""
    session.flush()
    said = [turn.text for turn in own.turns if turn.speaker is Speaker.CUSTOMER]
    interaction.subject = subject_of(said) or interaction.subject
    interaction.turn_count = len(own.turns)
    interaction.facts = {**interaction.facts, **facts_of_turns(own.turns, interaction.duration_s)}
    mute_again(session, interaction.recording)
    session.flush()
    emit(session, "interactions.ready", interaction_ids=[interaction.id])
    after = {"transcript": own.id, "number": own.number, "turns": list(positions)}
    record(session, act, ("interaction", interaction.id), by=by, at=at, after=after)
