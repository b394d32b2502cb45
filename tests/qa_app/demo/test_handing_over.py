"""The demo's web chats have a bot and two agents; one is scored for whom a manager chose."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.demo.handing_over import FIRST, SECOND, SOURCE, hand_over
from qa_app.demo.staffing import add_staff
from tests.factories.people import AT
from transcription.interactions.models import Interaction
from transcription.transcripts.queries import current_transcript
from transcription.transcripts.taking_part import taking_part


def test_two_chats_of_several_agents_one_scored_by_choice(session: Session) -> None:
    batch = hand_over(session, add_staff(session, AT), AT)
    talks = session.scalars(
        select(Interaction).where(Interaction.source == SOURCE).order_by(Interaction.id)
    ).all()
    assert [(each.agent.name, each.scored_why) for each in talks] == [
        (FIRST.name, "most_active"), (SECOND.name, "chosen"),
    ]  # fmt: skip
    assert [(each.batch_id, each.file_line) for each in talks] == [(batch.id, 1), (batch.id, 2)]
    transcript = current_transcript(session, talks[0].id)
    assert transcript is not None
    part = taking_part(session, talks[0], transcript.turns)
    assert (len(part.agents), part.bot_turns) == (2, 2)
