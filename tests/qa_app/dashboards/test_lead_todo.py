"""What waits for a lead, in order, and whom to thank once only."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from coaching.plans.attaching import decline
from coaching.plans.models import ActionItem, CoachingPlan, CoachingSession, PlanState
from qa_app.dashboards.lead_todo import coaching_todo, lead_todo
from recognition.kudos.models import Kudos
from scorecards.reviews.models import EvaluationState, FeedbackMessage
from tests.factories.acts import make_suggestion
from tests.factories.feedback import AT, make_desk, make_evaluation
from tests.factories.people import make_team

TODAY = AT.date()
DAY = timedelta(days=1)


def plan(state: PlanState, *due: date | None, held: int | None = None) -> CoachingPlan:
    made = CoachingPlan(state=state, goal="x")
    made.actions = [ActionItem(text=f"by {day}", due_on=day) for day in due]
    if held is not None:
        made.sessions = [CoachingSession(held_at=AT + held * DAY, done=False)]
    return made


def test_late_actions_come_before_sessions_and_new_proposals() -> None:
    new = plan(PlanState.PROPOSED)
    calm = plan(PlanState.OPEN, TODAY, None, held=9)
    soon = plan(PlanState.OPEN, TODAY + DAY, held=2)
    late = plan(PlanState.OPEN, TODAY - DAY, TODAY - 3 * DAY)
    found = coaching_todo([new, calm, soon, late], AT, TODAY)
    assert [(each.kind, each.plan) for each in found] == [
        ("late", late),
        ("session", soon),
        ("new", new),
    ]
    assert (found[0].text, found[0].since) == (f"by {TODAY - 3 * DAY}", TODAY - 3 * DAY)


def test_an_action_that_is_done_is_not_late() -> None:
    done = plan(PlanState.OPEN, TODAY - DAY)
    done.actions[0].done_at = AT
    assert coaching_todo([done], AT, TODAY) == ()


def test_a_question_waits_until_somebody_else_had_the_last_word(session: Session) -> None:
    desk = make_desk(session)
    evaluation = make_evaluation(session, desk, state=EvaluationState.RELEASED)

    def say(author: int) -> None:
        session.add(
            FeedbackMessage(
                evaluation_id=evaluation.id, author_id=author, text="Why?", created_at=AT
            )
        )
        session.flush()

    say(desk.agent.id)
    assert [m.text for m in lead_todo(session, desk.team, [], AT, TODAY).questions] == ["Why?"]
    say(desk.lead.id)
    assert lead_todo(session, desk.team, [], AT, TODAY).questions == []


def test_a_suggestion_for_coaching_waits_until_it_is_answered(session: Session) -> None:
    desk = make_desk(session)
    evaluation = make_evaluation(session, desk, state=EvaluationState.RELEASED)
    made = make_suggestion(session, evaluation, at=AT)
    todo = lead_todo(session, desk.team, [], AT, TODAY)
    assert (todo.suggested, todo.count) == ([made], 1)
    assert lead_todo(session, make_team(session), [], AT, TODAY).suggested == []
    decline(session, made, word="Known already.", by=desk.lead.id, at=AT)
    assert lead_todo(session, desk.team, [], AT, TODAY).suggested == []


def test_each_agent_is_thanked_for_once_and_not_again(session: Session) -> None:
    desk = make_desk(session)
    best = make_evaluation(session, desk, state=EvaluationState.RELEASED)
    other = make_evaluation(session, desk, state=EvaluationState.RELEASED)
    make_evaluation(session, desk, state=EvaluationState.RELEASED).interaction.csat = 5
    best.percent, other.percent = Decimal(100), Decimal(98)
    session.flush()

    def thanks() -> list[int]:
        return [each.id for each in lead_todo(session, desk.team, [], AT + DAY, TODAY).thanks]

    assert thanks() == [best.id]
    session.add(
        Kudos(
            from_id=desk.lead.id,
            to_id=desk.agent.id,
            text="Thank you",
            interaction_id=best.interaction_id,
            given_at=AT,
        )
    )
    session.flush()
    assert thanks() == [other.id]
