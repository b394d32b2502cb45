"""Keeps a reviewer's draft: opened with the scorecard that applies, saved, never overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session, selectinload

from qa_app.core.errors import Conflict, Refused
from scorecards.design.answers import read_answers
from scorecards.reviews.choosing import version_for
from scorecards.reviews.draft import Cited, Draft, Sent, check_draft
from scorecards.reviews.models import (
    Answer,
    Assignment,
    AssignmentState,
    Evaluation,
    EvaluationState,
    Evidence,
    Pool,
)
from scorecards.reviews.results import document_of, facts_of
from scorecards.reviews.suggestion_records import note_shown
from transcription.interactions.models import Interaction, InteractionState
from transcription.transcripts.models import Transcript, Turn


class DraftConflict(Conflict):
    """Another window or person saved first; `stored` and `revision` are what stands now.

    `own` says that what stands was saved by the same person, in another tab or on another device.
    """

    def __init__(self, stored: Draft, revision: int, *, own: bool) -> None:
        super().__init__(
            "You changed this in another tab." if own else "Someone else changed this."
        )
        self.stored = stored
        self.revision = revision
        self.own = own


# Every open page and every save asks these; to put them together takes longer than to run them.
_BEGUN = (
    select(Evaluation)
    .where(Evaluation.assignment_id == bindparam("assignment"))
    .options(selectinload(Evaluation.answers), selectinload(Evaluation.evidence))
)
_CURRENT = (
    select(Transcript.id)
    .where(Transcript.interaction_id == bindparam("interaction"), Transcript.is_current.is_(True))
    .order_by(Transcript.number.desc())
    .limit(1)
)


def evaluation_of(session: Session, assignment: Assignment) -> Evaluation | None:
    """The evaluation that was begun for an item, with its answers and evidence."""
    return session.scalar(_BEGUN, {"assignment": assignment.id})


def save(
    session: Session, assignment: Assignment, sent: Sent, *, by: int, at: datetime
) -> Evaluation:
    """Store the draft as sent; the first save opens the evaluation.

    The caller holds the assignment's row locked. DraftConflict where another save was faster
    (sending the same again is none), Conflict where the item is no longer open, its interaction
    out of use or its scorecard retired before the first save, Refused for answers that the
    scorecard does not have.
    """
    return save_over(session, evaluation_of(session, assignment), assignment, sent, by=by, at=at)


def save_over(
    session: Session,
    evaluation: Evaluation | None,
    assignment: Assignment,
    sent: Sent,
    *,
    by: int,
    at: datetime,
) -> Evaluation:
    """The same where the item's evaluation was read already (`evaluation_of`)."""
    draft = sent.draft.tidy()
    _check_open(assignment, evaluation)
    _check_ready(assignment.interaction)
    if evaluation is None:
        evaluation = _open(session, assignment, sent, at)
    elif evaluation.revision != sent.revision:
        stored = draft_of(evaluation)
        if stored == draft:
            return evaluation
        raise DraftConflict(stored, evaluation.revision, own=evaluation.reviewer_id == by)
    evaluation.active_seconds += sent.seconds
    if draft_of(evaluation) != draft or evaluation.revision == 0:
        _write(session, evaluation, draft)
    session.flush()
    note_shown(session, evaluation, draft, sent.suggestions, at=at)
    return evaluation


def draft_of(evaluation: Evaluation) -> Draft:
    """What an evaluation holds, in the form that travels."""
    return Draft(
        answers={row.question_key: row.value.get("value") for row in evaluation.answers},
        comments={row.question_key: row.comment or "" for row in evaluation.answers},
        causes={row.question_key: row.root_causes for row in evaluation.answers},
        evidence=[
            Cited(question=row.question_key, turn=row.turn_id, start=row.start_char,
                  end=row.end_char)
            for row in evaluation.evidence
        ],
        comment=evaluation.comment or "",
    ).tidy()  # fmt: skip


def _check_open(assignment: Assignment, evaluation: Evaluation | None) -> None:
    if assignment.state is not AssignmentState.OPEN:
        words = {
            AssignmentState.DONE: "This interaction has been submitted already.",
            AssignmentState.SKIPPED: "This interaction was skipped.",
            AssignmentState.WITHDRAWN: "This interaction was taken out of your queue.",
        }
        raise Conflict(words[assignment.state] + " Nothing of it was changed.")
    if evaluation is not None and evaluation.state is not EvaluationState.DRAFT:
        raise Conflict(_("This evaluation is submitted. Take it back to change it."))


def _check_ready(interaction: Interaction) -> None:
    if interaction.state is InteractionState.QUARANTINED:
        raise Conflict(
            _(
                "This interaction was taken out of use while you read: it has no basis for being "
                "reviewed any more. Nothing was saved; what you entered is kept in this window."
            )
        )


def _open(session: Session, assignment: Assignment, sent: Sent, at: datetime) -> Evaluation:
    interaction = assignment.interaction
    chosen = version_for(session, interaction).version
    if chosen is None:
        raise Conflict(
            _(
                "The scorecard was retired while you read, and no other applies to this "
                "interaction. "
                "Nothing was saved; what you entered is kept in this window. Ask a QA "
                "manager, or skip "
                "the item with a reason."
            )
        )
    if chosen.id != sent.version_id or sent.revision != 0:
        raise Conflict(
            _(
                "Another version of the scorecard was published while you read. Reload the page; "
                "what you entered is kept in this window."
            )
        )
    transcript_id = current_transcript_id(session, interaction.id)
    assignment.version_id = chosen.id
    second = assignment.is_second
    evaluation = Evaluation(
        interaction_id=interaction.id,
        version_id=chosen.id,
        reviewer_id=assignment.reviewer_id,
        agent_id=interaction.agent_id,
        team_id=interaction.team_id,
        assignment_id=assignment.id,
        transcript_id=transcript_id,
        pool=Pool.CALIBRATION if second else assignment.pool,
        inclusion_probability=None if second else assignment.inclusion_probability,
        stratum=assignment.stratum,
        draw_id=assignment.draw_id,
        state=EvaluationState.DRAFT,
        revision=0,
        active_seconds=0,
        started_at=at,
        # It has none yet; without this they would be looked for.
        answers=[],
        evidence=[],
    )
    evaluation.version = chosen
    evaluation.interaction = interaction
    session.add(evaluation)
    return evaluation


def current_transcript_id(session: Session, interaction_id: int) -> int | None:
    """The transcript that is read and scored now."""
    return session.scalar(_CURRENT, {"interaction": interaction_id})


def _write(session: Session, evaluation: Evaluation, draft: Draft) -> None:
    document = document_of(evaluation.version)
    check_draft(document, draft)
    read_answers(document, draft.values, facts_of(evaluation.interaction))
    turns = cited_turns(session, evaluation.transcript_id, draft)
    # Only now, as it is refused above, and before the answers, so that one statement writes both.
    evaluation.revision += 1
    evaluation.comment = draft.comment or None
    write_evidence(evaluation, draft, turns)
    _write_answers(session, evaluation, draft)


def _write_answers(session: Session, evaluation: Evaluation, draft: Draft) -> None:
    rows = {row.question_key: row for row in evaluation.answers}
    wanted = {*draft.answers, *draft.comments, *draft.causes}
    for key in rows.keys() - wanted:
        evaluation.answers.remove(rows[key])
    for key in rows.keys() & wanted:
        row, value = rows[key], {"value": draft.answers.get(key)}
        if row.value != value:
            row.value = value
        row.comment = draft.comments.get(key)
        if row.root_causes != draft.causes.get(key, []):
            row.root_causes = draft.causes.get(key, [])
    _add_answers(session, evaluation, draft, sorted(wanted - rows.keys()))


def _add_answers(
    session: Session, evaluation: Evaluation, draft: Draft, keys: Sequence[str]
) -> None:
    """Insert new answers in one statement; as objects SQLite would take them one at a time."""
    if not keys:
        return
    session.flush()
    session.execute(
        insert(Answer),
        [
            {
                "evaluation_id": evaluation.id,
                "question_key": key,
                "value": {"value": draft.answers.get(key)},
                "comment": draft.comments.get(key),
                "root_causes": draft.causes.get(key, []),
                "critical_hit": False,
            }
            for key in keys
        ],
        execution_options={"render_nulls": True},
    )
    session.expire(evaluation, ["answers"])


def write_evidence(evaluation: Evaluation, draft: Draft, turns: Mapping[int, str]) -> None:
    """Make the evaluation's evidence that of the draft; `turns` are the texts of what is cited."""
    rows = {
        Cited(
            question=row.question_key, turn=row.turn_id, start=row.start_char, end=row.end_char
        ): row
        for row in evaluation.evidence
    }
    wanted = set(draft.evidence)
    for cited in rows.keys() - wanted:
        evaluation.evidence.remove(rows[cited])
    for cited in draft.evidence:
        if cited not in rows:
            quote = turns[cited.turn][cited.start : cited.end]
            evaluation.evidence.append(
                Evidence(question_key=cited.question, turn_id=cited.turn, start_char=cited.start,
                         end_char=cited.end, quote=quote)
            )  # fmt: skip


def cited_turns(session: Session, transcript_id: int | None, draft: Draft) -> dict[int, str]:
    """The texts of the cited turns; Refused unless all are of the transcript that was read."""
    ids = {cited.turn for cited in draft.evidence}
    if not ids:
        return {}
    query = select(Turn.id, Turn.text).where(Turn.id.in_(ids), Turn.transcript_id == transcript_id)
    texts = {row.id: row.text for row in session.execute(query)}
    for cited in draft.evidence:
        if cited.turn not in texts:
            raise Refused(_("A marked sentence is not in this transcript. Reload the page."))
        if not cited.start < cited.end <= len(texts[cited.turn]):
            raise Refused(_("A mark lies outside its sentence. Remove it and mark it again."))
    return texts
