"""Scored interactions for tests of release, feedback and disputes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import Team, User
from scorecards.design.answers import Value
from scorecards.design.models import Version
from scorecards.reviews.models import Evaluation, EvaluationState, Evidence, Pool
from scorecards.reviews.results import set_answers, write_score
from tests.factories.people import make_team, make_user
from tests.factories.scorecards import make_published
from transcription.interactions.models import Channel, Direction, Interaction, InteractionState
from transcription.transcripts.models import Speaker, Transcript, Turn

# A Monday, so that seven working days end on Wednesday 11 March.
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANSWERS: dict[str, Value] = {"greeting": "yes", "identity": "yes", "solved": "partly"}
"""Under the scorecard of `make_published`: (10 + 30 + 10)/60 = 83.333333 %."""
_number = count(1)


@dataclass(frozen=True)
class Desk:
    """A team with an agent, a lead and a reviewer, a manager, and another team's lead."""

    team: Team
    agent: User
    lead: User
    reviewer: User
    manager: User
    stranger: User
    version: Version


def make_desk(session: Session) -> Desk:
    """People and a published scorecard."""
    team = make_team(session)
    other = make_team(session)
    return Desk(
        team,
        make_user(session, Role.AGENT, team),
        make_user(session, Role.TEAM_LEAD, team),
        make_user(session, Role.REVIEWER),
        make_user(session, Role.QA_MANAGER),
        make_user(session, Role.TEAM_LEAD, other),
        make_published(session),
    )


def make_talk(session: Session, agent: User, *, source: str = "desk") -> Interaction:
    """A chat of three turns, with its transcript."""
    number = next(_number)
    begun = AT - timedelta(days=3)
    interaction = Interaction(
        source=source,
        external_id=f"talk-{number}",
        channel=Channel.CHAT,
        direction=Direction.INBOUND,
        topic="Billing",
        subject=f"Charged twice {number}",
        started_at=begun,
        agent_id=agent.id,
        team_id=agent.team_id,
        facts={},
        turn_count=3,
        state=InteractionState.READY,
        created_at=begun,
    )
    session.add(interaction)
    session.flush()
    words = (
        (Speaker.AGENT, "Hello, you are speaking with the billing desk."),
        (Speaker.CUSTOMER, "I was charged twice for one order."),
        (Speaker.AGENT, "Someone should be in touch about the refund."),
    )
    transcript = Transcript(
        interaction_id=interaction.id, number=1, origin="import", created_at=begun
    )
    transcript.turns = [
        Turn(position=place, speaker=speaker, text=text, at=begun + timedelta(minutes=place))
        for place, (speaker, text) in enumerate(words)
    ]
    session.add(transcript)
    session.flush()
    return interaction


def make_evaluation(
    session: Session,
    desk: Desk,
    *,
    answers: Mapping[str, Value] | None = None,
    pool: Pool = Pool.RANDOM,
    state: EvaluationState = EvaluationState.SUBMITTED,
    at: datetime = AT,
    agent: User | None = None,
) -> Evaluation:
    """An evaluation of a new chat, scored, with the last turn as evidence for `solved`."""
    agent = agent or desk.agent
    interaction = make_talk(session, agent)
    shown = state in (EvaluationState.RELEASED, EvaluationState.ACKNOWLEDGED)
    is_random = pool is Pool.RANDOM
    evaluation = Evaluation(
        interaction=interaction,
        version=desk.version,
        reviewer=desk.reviewer,
        agent=agent,
        team_id=agent.team_id,
        pool=pool,
        counts=is_random,
        inclusion_probability=0.05 if is_random else None,
        state=state,
        started_at=at,
        submitted_at=at,
        released_at=at if shown else None,
        acknowledged_at=at if state is EvaluationState.ACKNOWLEDGED else None,
    )
    session.add(evaluation)
    set_answers(evaluation, ANSWERS if answers is None else answers)
    write_score(evaluation)
    session.flush()
    cite_last_turn(session, evaluation, "solved")
    return evaluation


def cite_last_turn(session: Session, evaluation: Evaluation, question: str) -> None:
    """Attach the agent's last sentence as evidence of a question."""
    transcript = session.query(Transcript).filter_by(interaction_id=evaluation.interaction_id).one()
    evaluation.transcript_id = transcript.id
    turn = transcript.turns[-1]
    quote = Evidence(
        question_key=question,
        turn_id=turn.id,
        start_char=0,
        end_char=len(turn.text),
        quote=turn.text,
    )
    evaluation.evidence.append(quote)
    session.flush()


def make_released(session: Session, desk: Desk, **others: object) -> Evaluation:
    """A released evaluation, as the agent finds it."""
    return make_evaluation(session, desk, state=EvaluationState.RELEASED, **others)  # type: ignore[arg-type]  # passed on
