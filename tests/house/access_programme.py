"""What the access matrix knows of scorecards, sampling, calibration and reviewers."""

from __future__ import annotations

from datetime import timedelta

from qa_app.core import clock
from qa_app.core.permissions import Role
from qa_app.notifications.inbox import mark_all_read
from scorecards.absences.entering import enter, remove
from scorecards.design.drafting import open_draft
from scorecards.design.models import Version
from scorecards.keywords.keeping import keep_list
from scorecards.replay.running import Asked, ask, run
from scorecards.sampling.models import Plan
from scorecards.sessions.models import Calibration
from tests.factories.feedback import make_talk
from tests.factories.people import make_user
from tests.factories.reviewers import make_graded, make_second
from tests.factories.sampling import make_draw, make_interactions, make_plan
from tests.factories.scorecards import make_draft, make_published
from tests.factories.sessions import make_session, reveal_session
from tests.house.access_world import (
    ALL,
    CALIBRATED,
    NUMBER,
    OWN,
    SCORED_BLIND,
    SCORED_OR_LED,
    Kind,
    Values,
    Whose,
    World,
    anybodys,
    read_all,
    scored,
)


def _word_list(world: World) -> Values:
    row = keep_list(world.session, None, title=f"List {next(NUMBER)}", side="agent",
                    phrases=["good day"], by=None, at=clock.now())  # fmt: skip
    return {"list_id": row.id}


def _absence(world: World, whose: Whose, *, removed: bool = False) -> Values:
    """Days on which the actor, or another reviewer, is away."""
    at = clock.now() + timedelta(days=next(NUMBER))
    person = world.reviewer_of(whose)
    row = enter(world.session, person, at.date(), at.date(), by=person.id, at=clock.now())
    if removed:
        remove(world.session, row, by=person.id, at=clock.now())
    return {"absence_id": row.id}


def _pair(world: World, whose: Whose) -> Values:
    """The second of two reviews, by the actor where they score, whom nobody else may look up."""
    first = scored(world, whose)
    by = world.agent_of(whose) if world.role is Role.AGENT else world.reviewer_of(whose)
    other = make_user(world.session, Role.REVIEWER)
    second = make_second(world.session, first, by if by.id != first.reviewer_id else other)
    return {"evaluation_id": second.id}


def _reviewer(world: World, whose: Whose) -> Values:
    """A person who reviews: the actor, or somebody else."""
    return {"reviewer_id": (world.actor if whose is Whose.OWN else world.reviewer).id}


def _grading(world: World, whose: Whose) -> Values:
    """A submitted grading: of the actor's review by a manager, else of somebody else's by them."""
    evaluation = scored(world, whose)
    is_own = evaluation.reviewer_id == world.actor.id
    is_manager = world.role is Role.QA_MANAGER
    grader = world.actor if is_manager and not is_own else world.manager
    grading = make_graded(world.session, evaluation, grader)
    # The reviewer was told; a count beside the bell would tell two pages of nothing apart.
    mark_all_read(world.session, world.actor.id, at=clock.now())
    return {"grading_id": grading.id, "chunk": 0}


def _sampling_plan(world: World) -> Plan:
    plan = make_plan(world.session)
    make_interactions(world.session, world.agent(world.team), 4)
    return plan


def _draft(world: World) -> Version:
    return make_draft(world.session)


def _replay(world: World) -> Values:
    """A finished replay of the team's evaluations."""
    at = clock.now()
    scored(world, Whose.TEAM)
    draft = open_draft(world.session, world.version.scorecard, at=at)
    replay = ask(world.session, draft, Asked(draft.scorecard_id), by=None, at=at)
    run(world.session, replay, at=at, pause=world.session.commit)
    return {"replay_id": replay.id}


def _calibration(world: World, whose: Whose) -> Values:
    """An open session; the actor's own is scored and led by them, where the role can."""
    able = world.role in {Role.REVIEWER, Role.TEAM_LEAD, Role.QA_MANAGER}
    who = world.actor if whose is Whose.OWN and able else world.reviewer
    talk = make_talk(world.session, world.stranger)
    people = [who, world.other_lead]
    made = make_session(world.session, world.version, [talk], people, who, at=clock.now())
    read_all(world)
    return {"calibration_id": made.id, "item_id": made.items[0].id, "chunk": 0}


def _revealed(world: World, whose: Whose) -> Values:
    values = _calibration(world, whose)
    made = world.session.get_one(Calibration, values["calibration_id"])
    reveal_session(world.session, made, at=clock.now())
    read_all(world)
    return values


KINDS: dict[str, Kind] = {
    "/absences/<int:absence_id>": Kind(_absence, {Role.REVIEWER: OWN, Role.QA_MANAGER: ALL}),
    "/absences/<int:absence_id>/put-back": Kind(
        lambda w, o: _absence(w, o, removed=True), {Role.REVIEWER: OWN, Role.QA_MANAGER: ALL}
    ),
    "/calibration/<int:calibration_id>": Kind(_calibration, CALIBRATED),
    "/calibration/<int:calibration_id>/<act>": Kind(
        lambda w, o: {**_calibration(w, o), "act": "close"}, CALIBRATED
    ),
    "/calibration/<int:calibration_id>/answers.csv": Kind(_revealed, CALIBRATED),
    "/calibration/<int:calibration_id>/figures.csv": Kind(_revealed, CALIBRATED),
    "/calibration/items/<int:item_id>": Kind(_calibration, SCORED_BLIND),
    "/calibration/items/<int:item_id>/turns/<int:chunk>": Kind(_calibration, SCORED_BLIND),
    "/flagging/of/<int:interaction_id>": Kind(
        lambda w, o: {"interaction_id": scored(w, o).interaction_id}, SCORED_OR_LED
    ),
    "/flagging/versions/<int:number>": anybodys(lambda w: {"number": w.trained}),
    "/word-lists/<int:list_id>": anybodys(_word_list),
    "/reviewers/<int:reviewer_id>": Kind(_reviewer, {Role.REVIEWER: OWN, Role.QA_MANAGER: ALL}),
    # Who is graded does not grade, and another manager's grading is not gone on with.
    "/reviewers/gradings/<int:grading_id>": Kind(
        _grading,
        {Role.REVIEWER: OWN, Role.QA_MANAGER: ALL},
        others_act={Role.QA_MANAGER: OWN},
    ),
    **dict.fromkeys(
        (
            "/reviewers/gradings/<int:grading_id>/save",
            "/reviewers/gradings/<int:grading_id>/submit",
            "/reviewers/gradings/<int:grading_id>/find",
            "/reviewers/gradings/<int:grading_id>/turns/<int:chunk>",
        ),
        Kind(_grading, {Role.QA_MANAGER: frozenset({Whose.TEAM, Whose.OTHER})}),
    ),
    "/reviewers/gradings/<int:grading_id>/note": Kind(
        _grading, {Role.REVIEWER: OWN, Role.QA_MANAGER: OWN}
    ),
    "/reviewers/gradings/of/<int:evaluation_id>": Kind(
        lambda w, o: {"evaluation_id": scored(w, o).id}, {Role.QA_MANAGER: ALL}
    ),
    "/reviewers/agreement/pairs/<int:evaluation_id>": Kind(_pair, {Role.QA_MANAGER: ALL}),
    "/sampling/draws/<int:draw_id>": anybodys(
        lambda w: {"draw_id": make_draw(w.session, _sampling_plan(w)).id}
    ),
    "/sampling/plans/<int:plan_id>": anybodys(lambda w: {"plan_id": _sampling_plan(w).id}),
    "/scorecards/<int:scorecard_id>": anybodys(
        lambda w: {"scorecard_id": make_published(w.session).scorecard_id}
    ),
    "/scorecards/drafts/<int:version_id>": anybodys(lambda w: {"version_id": _draft(w).id}),
    "/scorecards/replays/<int:replay_id>": anybodys(_replay),
    "/scorecards/versions/<int:version_id>": anybodys(
        lambda w: {"version_id": make_published(w.session).id}
    ),
}
