"""A small centre whose chats are handled well or badly, with what reviewers found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.core.storage import storage
from qa_app.people.models import User
from scorecards.design.models import Version
from scorecards.flagging.card import ModelCard, card
from scorecards.flagging.estimator import train
from scorecards.flagging.models import FlagModel, ModelState, RiskFlag, WorkerNotice
from scorecards.flagging.notice import record_notice
from scorecards.flagging.storage import Packed, pack
from scorecards.reviews.models import Evaluation, EvaluationState, Pool
from tests.factories.people import make_team, make_user
from tests.factories.queue import Talk, make_text
from tests.factories.scorecards import make_published
from tests.scorecards.flagging.made import centre
from transcription.interactions.models import Interaction
from transcription.transcripts.models import Speaker

SINCE = datetime(2026, 3, 2, 9, tzinfo=UTC)
AT = datetime(2026, 5, 4, 9, tzinfo=UTC)
A, C = Speaker.AGENT, Speaker.CUSTOMER
GOOD = (
    (A, "Hello, how can I help you today?"),
    (C, "My {thing} arrived broken, order number 4711."),
    (A, "I have arranged a replacement, you will receive it within 2 days."),
    (C, "Great, thank you, that helps."),
)
POOR = (
    (A, "Yes?"),
    (C, "My {thing} arrived broken, order number 4711."),
    (A, "Unfortunately that is not possible."),
    (C, "I already told you, the {thing} arrived broken. I want to complain."),
    (A, "I cannot do anything about the {thing}."),
    (C, "No, that is not what I asked. Still not solved."),
)
THINGS = ("lamp", "chair", "table", "shelf", "kettle", "mirror", "clock")
MORE = ("", " It is urgent.", " I paid for it.", " Please look at the photo.", " Thanks.")


def give_notice(session: Session) -> WorkerNotice:
    """The notice to workers."""
    day = SINCE.date()
    return record_notice(
        session, given_by="Works council", given_on=day, text="A model.", by=None, at=AT
    )


def make_chats(
    session: Session, number: int, *, agents: int = 6, first: int = 0
) -> list[Interaction]:
    """So many chats, an hour apart; every third is handled badly."""
    team = make_team(session)
    people = [make_user(session, Role.AGENT, team) for _ in range(agents)]
    return [
        make_text(
            session,
            people[place % agents],
            _said(POOR if (place + place // agents) % 3 == 0 else GOOD, place),
            at=SINCE + timedelta(hours=first + place),
        )
        for place in range(number)
    ]


def _said(talk: Talk, place: int) -> Talk:
    """The same in other words, so that few chats get quite the same chance."""
    said = [(who, text.format(thing=THINGS[place % 7])) for who, text in talk]
    said[1] = (said[1][0], said[1][1] + MORE[place % 5])
    return said


def is_poor(chat: Interaction) -> bool:
    """Whether the chat is one of those handled badly."""
    return chat.turn_count == len(POOR)


def make_label(
    session: Session,
    chat: Interaction,
    reviewer: User,
    version: Version,
    percent: int,
    **others: object,
) -> Evaluation:
    """A submitted evaluation with only its percentage."""
    values: dict[str, object] = {
        "interaction": chat,
        "version": version,
        "reviewer": reviewer,
        "agent_id": chat.agent_id,
        "team_id": chat.team_id,
        "pool": Pool.MANUAL,
        "state": EvaluationState.SUBMITTED,
        "percent": Decimal(percent),
        "started_at": chat.started_at,
        "submitted_at": chat.started_at + timedelta(days=1),
    }
    evaluation = Evaluation(**(values | others))
    session.add(evaluation)
    session.flush()
    return evaluation


def make_labelled(session: Session, number: int, *, wrong: int = 9) -> list[Interaction]:
    """So many reviewed chats: 40 % where handled badly, else 95 %; every `wrong`th turned round."""
    reviewer, version = make_user(session, Role.REVIEWER), make_published(session)
    chats = make_chats(session, number)
    for place, chat in enumerate(chats):
        low = is_poor(chat) != (place % wrong == wrong - 1)
        make_label(session, chat, reviewer, version, 40 if low else 95)
    return chats


@lru_cache(maxsize=1)
def _learned() -> tuple[ModelCard, Packed]:
    """A version of 120 made-up chats drawn at random; learned once for all tests."""
    trained = train(*centre(120, agents=12, pi=0.25), 1)
    means = "Under 80 %, or a critical fail"
    made = card(trained, version=1, low_means=means, pools={"random": 120})
    return made, pack(trained.model)


def make_version(
    session: Session, number: int = 1, *, state: ModelState = ModelState.IN_USE, **changes: object
) -> FlagModel:
    """A kept version with a true card and file; `changes` replace parts of the card."""
    made, packed = _learned()
    key = f"models/made-{number}.skops"
    storage(session).put(key, packed.data)
    verdict = {"promote": True, "reason": "", "auc_difference": None, "lift_difference": None}
    version = FlagModel(
        number=number,
        low_below=80.0,
        state=state,
        storage_key=key,
        sha256=packed.sha256,
        cut=made.cut.threshold,
        card={
            **made.as_json(),
            "version": number,
            "comparison": verdict,
            "asked": {"scorecard": None, "low_below": None},
            "last_evaluation": 0,
            **changes,
        },
        trained_at=AT + timedelta(days=number),
        in_use_since=None if state is ModelState.NOT_PROMOTED else AT + timedelta(days=number),
    )
    session.add(version)
    session.flush()
    return version


def make_flag(
    session: Session,
    chat: Interaction,
    version: FlagModel,
    probability: float = 0.9,
    *,
    reasons: Sequence[dict[str, object]] = (),
) -> RiskFlag:
    """What a version says of a chat; flagged from its cut on."""
    flag = RiskFlag(
        interaction_id=chat.id,
        model_id=version.id,
        probability=probability,
        flagged=probability >= version.cut,
        reasons=list(reasons),
        scored_at=AT,
    )
    session.add(flag)
    session.flush()
    return flag
