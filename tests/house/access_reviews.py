"""What the access matrix knows of reviews, feedback, disputes and self-evaluations."""

from __future__ import annotations

from qa_app.core import clock
from qa_app.core.permissions import Role
from scorecards.reviews.comment_templates import add_template
from scorecards.reviews.disputes import Objection, open_dispute
from scorecards.reviews.draft import Draft
from scorecards.reviews.models import Assignment
from scorecards.reviews.models_acts import Reassignment
from scorecards.reviews.restatement import restate
from scorecards.reviews.returning import send_back
from scorecards.self_evaluation.writing import ask as ask_for_self
from scorecards.self_evaluation.writing import submit
from tests.factories.acts import hand_over, make_opinion
from tests.factories.people import make_user
from tests.factories.queue import make_assignment, make_text
from tests.house.access_world import (
    AGENTS_OWN,
    ALL,
    LED,
    NUMBER,
    OTHERS_NAME,
    OWN,
    SCORED_OR_LED,
    Kind,
    Values,
    Whose,
    World,
    anybodys,
    read_all,
    released,
    scored,
)


def _restated(world: World, whose: Whose) -> Values:
    evaluation = released(world, whose)
    restate(
        world.session,
        evaluation,
        answers={"solved": "solved"},
        reason="Seen again.",
        by=world.manager.id,
        at=clock.now(),
    )
    return {"evaluation_id": evaluation.id, "number": 1}


def _returned(world: World, whose: Whose) -> Values:
    evaluation = scored(world, whose)
    send_back(
        world.session,
        evaluation,
        reason="Look at the greeting.",
        by=world.other_lead.id,
        at=clock.now(),
    )
    return {"evaluation_id": evaluation.id, "chunk": 0}


def _own_view(world: World, whose: Whose, *, handed_in: bool) -> Values:
    """An agent's own view of a conversation that its reviewer has scored."""
    evaluation = scored(world, whose)
    by, at = world.manager.id, clock.now()
    own = ask_for_self(world.session, evaluation.interaction, by=by, at=at)
    if handed_in:
        answers = Draft(answers={"greeting": "yes", "identity": "yes", "solved": "solved"})
        submit(world.session, own, answers, by=own.agent_id, at=at)
    return {"self_id": own.id, "chunk": 0}


def _dispute(world: World, whose: Whose) -> Values:
    evaluation = released(world, whose)
    dispute = open_dispute(
        world.session,
        evaluation,
        objections=[Objection("solved", "It was.", "solved")],
        by=evaluation.agent_id,
        at=clock.now(),
    )
    return {"dispute_id": dispute.id, "evaluation_id": evaluation.id}


def _template(world: World, whose: Whose) -> Values:
    owner, at = world.reviewer_of(whose).id, clock.now()
    made = add_template(world.session, title=f"{OTHERS_NAME} {next(NUMBER)}", text="Well done.",
                        owner=owner, by=owner, at=at)  # fmt: skip
    return {"template_id": made.id}


def _assignment(world: World, whose: Whose) -> Values:
    interaction = make_text(world.session, world.colleague)
    assignment = make_assignment(world.session, interaction, world.reviewer_of(whose))
    return {"assignment_id": assignment.id, "chunk": 0}


def _opinion(world: World, whose: Whose) -> Values:
    """A second opinion that the actor, or another reviewer, asked for."""
    make_user(world.session, Role.REVIEWER)
    item = world.session.get_one(Assignment, _assignment(world, whose)["assignment_id"])
    made = make_opinion(world.session, item, at=clock.now())
    read_all(world)
    return {"opinion_id": made.id}


def _handed_over(world: World, whose: Whose) -> Reassignment:
    """An item that a manager took from the actor, or from another reviewer."""
    item = world.session.get_one(Assignment, _assignment(world, whose)["assignment_id"])
    taker = make_user(world.session, Role.REVIEWER)
    done = hand_over(world.session, item, taker, world.manager, at=clock.now())
    read_all(world)
    return done


KINDS: dict[str, Kind] = {
    "/comment-templates/<int:template_id>": Kind(
        _template, {Role.REVIEWER: OWN, Role.QA_MANAGER: OWN}
    ),
    # Nobody decides on a dispute about an evaluation that is their own.
    "/disputes/<int:dispute_id>": Kind(_dispute, LED, others_act={Role.QA_MANAGER: OWN}),
    "/evaluations/<int:evaluation_id>": Kind(
        lambda w, o: {"evaluation_id": scored(w, o).id}, SCORED_OR_LED
    ),
    "/evaluations/<int:evaluation_id>/answer": Kind(
        lambda w, o: {"evaluation_id": released(w, o).id}, SCORED_OR_LED
    ),
    "/evaluations/<int:evaluation_id>/versions/<int:number>": Kind(_restated, SCORED_OR_LED),
    "/feedback/<int:evaluation_id>": Kind(
        lambda w, o: {"evaluation_id": released(w, o).id}, AGENTS_OWN
    ),
    "/feedback/<int:evaluation_id>/withdraw": Kind(_dispute, AGENTS_OWN),
    "/feedback/<int:evaluation_id>/versions/<int:number>": Kind(_restated, AGENTS_OWN),
    "/opinions/<int:opinion_id>": Kind(_opinion, {Role.REVIEWER: OWN, Role.QA_MANAGER: ALL}),
    "/reassign/<int:reassignment_id>": anybodys(
        lambda w: {"reassignment_id": _handed_over(w, Whose.TEAM).id}
    ),
    "/release/<int:evaluation_id>/back": Kind(lambda w, o: {"evaluation_id": scored(w, o).id}, LED),
    # Only who scored it answers what was sent back.
    "/returned/<int:evaluation_id>/turns/<int:chunk>": Kind(
        _returned, {Role.REVIEWER: OWN, Role.QA_MANAGER: OWN}
    ),
    "/returned/<int:evaluation_id>": Kind(_returned, {Role.REVIEWER: OWN, Role.QA_MANAGER: OWN}),
    "/review/<int:assignment_id>": Kind(_assignment, {Role.REVIEWER: OWN, Role.QA_MANAGER: OWN}),
    "/review/<int:assignment_id>/gone": Kind(
        lambda w, o: {"assignment_id": _handed_over(w, o).items[0].assignment_id},
        {Role.REVIEWER: OWN, Role.QA_MANAGER: OWN},
    ),
    "/review/<int:assignment_id>/gone.txt": Kind(
        lambda w, o: {"assignment_id": _handed_over(w, o).items[0].assignment_id},
        {Role.REVIEWER: OWN, Role.QA_MANAGER: OWN},
    ),
    "/review/<int:assignment_id>/turns/<int:chunk>": Kind(
        _assignment, {Role.REVIEWER: OWN, Role.QA_MANAGER: OWN}
    ),
    "/review/<int:assignment_id>/words": Kind(
        _assignment, {Role.REVIEWER: OWN, Role.QA_MANAGER: OWN}
    ),
    "/self/<int:self_id>/turns/<int:chunk>": Kind(
        lambda w, o: _own_view(w, o, handed_in=False), AGENTS_OWN
    ),
    "/self/<int:self_id>": Kind(lambda w, o: _own_view(w, o, handed_in=False), AGENTS_OWN),
    "/self/start/<int:interaction_id>": Kind(
        lambda w, o: {"interaction_id": make_text(w.session, w.agent_of(o)).id}, AGENTS_OWN
    ),
    "/self-evaluations/<int:self_id>": Kind(
        lambda w, o: _own_view(w, o, handed_in=True), SCORED_OR_LED
    ),
    "/self-evaluations/<int:self_id>/take-back": Kind(
        lambda w, o: _own_view(w, o, handed_in=False), LED
    ),
    "/self-evaluations/ask/<int:interaction_id>": Kind(
        lambda w, o: {"interaction_id": make_text(w.session, w.agent_of(o)).id}, LED
    ),
}
