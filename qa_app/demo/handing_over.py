"""Hands in web chats that a bot begins and agents hand on, so that somebody has to be chosen."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.demo.people import AGENTS, AgentPerson
from qa_app.demo.staffing import Staff
from transcription.intake.agents import Roster
from transcription.intake.exports.scored import DEFAULT, choose
from transcription.intake.models import Batch, BatchState, Way
from transcription.intake.preparing import Place, prepared
from transcription.intake.records import AgentRecord, FactsRecord, InteractionRecord, TurnRecord
from transcription.intake.storing import store
from transcription.interactions.models import Interaction
from transcription.transcripts.scored_agent import Choice, choose_scored

SOURCE = "demo-webchat"
FILE = "webchat-handovers.jsonl"
FIRST, SECOND = AGENTS[0], AGENTS[3]
"""Two agents of one team: the one who takes a chat up, and the one whom it is handed to."""
BOT, CUSTOMER = "bot", "customer"
Line = tuple[AgentPerson | str, str]
CHATS: tuple[tuple[str, tuple[Line, ...]], ...] = (
    ("Billing", (
        (BOT, "Hello, I am the assistant. What is it about?"),
        (CUSTOMER, "I was charged twice for one month."),
        (BOT, "I cannot look into invoices. I am handing you over to a person."),
        (FIRST, "Hello, I have your two invoices in front of me."),
        (CUSTOMER, "Good. One of them must be wrong."),
        (FIRST, "It is: the second came from a change of tariff. My colleague can refund it."),
        (SECOND, "Hello, I have read everything. The refund is on its way."),
        (CUSTOMER, "That was quick, thank you."),
    )),
    ("Order and shipping", (
        (BOT, "Hello, I am the assistant. What is it about?"),
        (CUSTOMER, "My parcel was delivered to the wrong house."),
        (FIRST, "I am sorry. I am passing this on to our shipping desk."),
        (FIRST, "They have your order and the photo of the driver."),
        (SECOND, "Hello, I see the photo. I am sending a new one today."),
        (CUSTOMER, "And who fetches the first?"),
        (SECOND, "The driver, tomorrow before noon. You need not be at home."),
        (CUSTOMER, "Fine."),
    )),
)  # fmt: skip


def hand_over(session: Session, staff: Staff, at: datetime) -> Batch:
    """Store the chats as an import does; the second is then scored for whom it was handed to."""
    region = session.info["settings"].redaction_region
    received = at - timedelta(hours=3)
    batch = Batch(
        name=FILE, format="jsonl", source=SOURCE, state=BatchState.DONE, total=len(CHATS),
        accepted=len(CHATS), created_by=staff.manager.id, created_at=received,
        finished_at=received, way=Way.UPLOAD,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    ready = [
        prepared(_record(number, topic, lines, received), region=region,
                 place=Place(FILE, number, format="jsonl"))
        for number, (topic, lines) in enumerate(CHATS, 1)
    ]  # fmt: skip
    roster = Roster(session, create=False, by=None, at=received, actor="demo")
    ids = store(session, ready, batch, roster, at=received).ids
    last = session.scalars(select(Interaction).where(Interaction.id == ids[-1])).one()
    other = staff.agents[SECOND.name]
    choose_scored(
        session, last, other.id, Choice([other], ()), by=staff.manager.id,
        at=received + timedelta(minutes=20),
    )  # fmt: skip
    return batch


def _record(
    number: int, topic: str, lines: tuple[Line, ...], received: datetime
) -> InteractionRecord:
    began = received - timedelta(hours=2 + number)
    spoke = [who.key for who, _ in lines if isinstance(who, AgentPerson)]
    chosen = choose(spoke, DEFAULT)
    assert chosen is not None
    scored, why = chosen
    return InteractionRecord(
        source=SOURCE,
        external_id=f"WC-{500 + number}",
        channel="chat",
        direction="inbound",
        topic=topic,
        language="en",
        started_at=began,
        ended_at=began + timedelta(minutes=len(lines)),
        agent=AgentRecord(scored),
        others=tuple(AgentRecord(key) for key in dict.fromkeys(spoke) if key != scored),
        scored_why=why,
        customer_id=f"K-{38_000 + number}",
        facts=FactsRecord(transfers=1, escalated=False),
        turns=tuple(
            _turn(who, text, began + timedelta(minutes=minute))
            for minute, (who, text) in enumerate(lines)
        ),
    )


def _turn(who: AgentPerson | str, text: str, at: datetime) -> TurnRecord:
    if isinstance(who, AgentPerson):
        return TurnRecord("agent", text, who.key, at)
    return TurnRecord("bot" if who == BOT else "customer", text, None, at)
