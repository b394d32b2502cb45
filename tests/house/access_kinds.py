"""The objects that ids in addresses name, and who reaches whose: what the access matrix knows.

A kind is known by the part of a route's address that ends in its ids. Each makes one object of the
actor's own, one of the actor's team and one of another team, and says by role whose are in reach.
A route is of the kind with the longest address that it begins with.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import count

from sqlalchemy.orm import Session

from coaching.focus.proposing import Proposal
from coaching.plans import planning
from coaching.plans.models import CoachingPlan, PlanEvidence
from qa_app.api.scopes import Scope
from qa_app.api.tokens import make_integration
from qa_app.core import clock
from qa_app.core.jobs.queue import enqueue
from qa_app.core.permissions import Role
from qa_app.core.storage import storage
from qa_app.notifications.inbox import mark_all_read, notify
from qa_app.people.models import Team, User
from recognition.kudos.giving import give
from scorecards.absences.entering import enter, remove
from scorecards.answering.calendars import add_holidays, holidays_of
from scorecards.design.drafting import open_draft
from scorecards.design.models import Version
from scorecards.flagging.training import train_version
from scorecards.keywords.keeping import keep_list
from scorecards.replay.running import Asked, ask, run
from scorecards.reviews.comment_templates import add_template
from scorecards.reviews.disputes import Objection, open_dispute
from scorecards.reviews.draft import Draft
from scorecards.reviews.models import Assignment, Evaluation
from scorecards.reviews.models_acts import Example, Reassignment
from scorecards.reviews.restatement import restate
from scorecards.reviews.returning import send_back
from scorecards.sampling.models import Plan
from scorecards.self_evaluation.writing import ask as ask_for_self
from scorecards.self_evaluation.writing import submit
from scorecards.sessions.models import Calibration
from tests.factories.acts import hand_over, make_example, make_opinion, make_suggestion
from tests.factories.feedback import Desk, make_evaluation, make_released, make_talk
from tests.factories.flagging import give_notice, make_labelled
from tests.factories.intake import make_companion, make_mapping, make_waiting
from tests.factories.interactions import make_batch, make_interaction
from tests.factories.people import make_team, make_user
from tests.factories.queue import make_assignment, make_text
from tests.factories.reviewers import make_graded, make_second
from tests.factories.sampling import make_draw, make_interactions, make_plan
from tests.factories.scorecards import make_draft, make_published
from tests.factories.sessions import make_session, reveal_session
from transcription.intake.pieces import begin
from transcription.intake.remainders import keep_remainder
from transcription.interactions.models import Interaction, Recording, RecordingState

Values = dict[str, int]
OTHERS_NAME = "Zzyzx"
"""Part of the name of every person and team that a team's people may not see."""


class Whose(enum.Enum):
    """Whose object it is, as seen by the actor."""

    OWN = "own"
    TEAM = "of the team"
    OTHER = "of another team"


NUMBER = count(1)
ALL = frozenset(Whose)
OWN = frozenset({Whose.OWN})
TEAM = frozenset({Whose.OWN, Whose.TEAM})
Reach = Mapping[Role, frozenset[Whose]]


@dataclass
class World:
    """Two teams, the actor in the first, and people who are not the actor in both."""

    session: Session
    role: Role

    def __post_init__(self) -> None:
        self.team = make_team(self.session)
        self.actor = make_user(self.session, self.role, self._team_of_role())
        self.colleague = self.agent(self.team)
        self.reviewer = make_user(self.session, Role.REVIEWER)
        self.manager = make_user(self.session, Role.QA_MANAGER)
        self.version = make_published(self.session)
        self.other_team = make_team(self.session, f"{OTHERS_NAME} team")
        self.other_lead = make_user(
            self.session, Role.TEAM_LEAD, self.other_team, name=f"{OTHERS_NAME} lead"
        )
        self.stranger = self.agent(self.other_team)
        self.session.commit()

    def _team_of_role(self) -> Team | None:
        """Managers and admins work for all teams; everybody else is bound to the first."""
        return None if self.role in {Role.QA_MANAGER, Role.ADMIN} else self.team

    def agent(self, team: Team) -> User:
        """Another agent of a team."""
        name = f"{OTHERS_NAME} agent" if team.name.startswith(OTHERS_NAME) else None
        return make_user(self.session, Role.AGENT, team, name=name)

    def agent_of(self, whose: Whose) -> User:
        """The agent of an object: the actor, a colleague in the team, or a stranger."""
        if whose is Whose.OTHER:
            return self.stranger
        is_own = whose is Whose.OWN and self.role is Role.AGENT
        return self.actor if is_own else self.colleague

    def member_of(self, whose: Whose) -> User:
        """Who made an object: the actor, or somebody else of the same team or of another."""
        if whose is Whose.OWN:
            return self.actor
        return self.reviewer if whose is Whose.TEAM else self.other_lead

    def reviewer_of(self, whose: Whose) -> User:
        """Who scored: the actor where that is a reviewer, else somebody else."""
        scores = self.role in {Role.REVIEWER, Role.QA_MANAGER}
        return self.actor if whose is Whose.OWN and scores else self.reviewer

    def desk(self, whose: Whose) -> Desk:
        """People around one evaluation."""
        agent = self.agent_of(whose)
        assert agent.team is not None
        return Desk(
            agent.team,
            agent,
            self.other_lead,
            self.reviewer_of(whose),
            self.manager,
            self.stranger,
            self.version,
        )

    @cached_property
    def trained(self) -> int:
        """The number of a trained version of the flagging model."""
        give_notice(self.session)
        make_labelled(self.session, 80)
        version = train_version(
            self.session, by=None, at=clock.now(), pause=self.session.commit, actor="test"
        )
        return version.number


@dataclass(frozen=True)
class Kind:
    """How to make an object, as the values of its ids, and whose are in reach of which role."""

    make: Callable[[World, Whose], Values]
    reach: Reach
    others_act: Reach = field(default_factory=dict)
    """By role, whose are only to be read, because somebody else must act on them."""


def _evaluation(world: World, whose: Whose) -> Evaluation:
    return make_evaluation(world.session, world.desk(whose), at=clock.now())


def _released(world: World, whose: Whose) -> Evaluation:
    return make_released(world.session, world.desk(whose), at=clock.now())


def _restated(world: World, whose: Whose) -> Values:
    evaluation = _released(world, whose)
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
    evaluation = _evaluation(world, whose)
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
    evaluation = _evaluation(world, whose)
    by, at = world.manager.id, clock.now()
    own = ask_for_self(world.session, evaluation.interaction, by=by, at=at)
    if handed_in:
        answers = Draft(answers={"greeting": "yes", "identity": "yes", "solved": "solved"})
        submit(world.session, own, answers, by=own.agent_id, at=at)
    return {"self_id": own.id, "chunk": 0}


def _remainder(world: World) -> Values:
    """Refused rows that a batch has kept."""
    batch = make_batch(world.session)
    kept = keep_remainder(world.session, batch, "a.jsonl", "x", 1, at=clock.now())
    return {"batch_id": batch.id, "remainder_id": kept.id}


def _pieces(world: World, whose: Whose) -> Values:
    """A file on its way in; it is there for nobody but whoever began it."""
    by = world.member_of(whose).id
    made = begin(world.session, "a.jsonl", 1, by=by, at=clock.now())
    return {"token": made.token}  # type: ignore[dict-item]  # the only id that is no number


def _integration(world: World) -> Values:
    name, at = f"Program {next(NUMBER)}", clock.now()
    made, _ = make_integration(world.session, name, scopes=list(Scope), by=world.manager.id, at=at)
    return {"integration_id": made.id}


def _holiday(world: World) -> Values:
    add_holidays(world.session, world.team, {date(2026, 12, 25): "x"}, by=None, at=clock.now())
    return {"holiday_id": holidays_of(world.session, world.team)[0].id}


def _dispute(world: World, whose: Whose) -> Values:
    evaluation = _released(world, whose)
    dispute = open_dispute(
        world.session,
        evaluation,
        objections=[Objection("solved", "It was.", "solved")],
        by=evaluation.agent_id,
        at=clock.now(),
    )
    return {"dispute_id": dispute.id, "evaluation_id": evaluation.id}


def _coaching_plan(world: World, whose: Whose) -> CoachingPlan:
    is_own = whose is Whose.OWN
    coach = world.actor if is_own and world.role is not Role.AGENT else world.manager
    # An agent has one plan alive at a time.
    agent = world.agent_of(whose)
    if planning.alive_plan(world.session, agent.id) is not None:
        _end_plans(world, agent)
    plan = planning.make_plan(
        world.session,
        agent,
        proposal=Proposal((), ()),
        goal="Say when the refund comes.",
        by=coach.id,
        at=clock.now(),
    )
    planning.open_plan(world.session, plan, by=coach.id, at=clock.now())
    planning.add_action(
        world.session,
        plan,
        text="Read the page on refunds.",
        owner_id=agent.id,
        due_on=None,
        resource_url=None,
        by=coach.id,
        at=clock.now(),
    )
    planning.add_session(
        world.session, plan, held_at=clock.now(), agenda=None, by=coach.id, at=clock.now()
    )
    return plan


def _end_plans(world: World, agent: User) -> None:
    plan = planning.alive_plan(world.session, agent.id)
    assert plan is not None
    planning.close(world.session, plan, outcome="Done.", by=world.manager.id, at=clock.now())


def _action(world: World, whose: Whose) -> Values:
    plan = _coaching_plan(world, whose)
    return {"plan_id": plan.id, "item_id": plan.actions[0].id}


def _meeting(world: World, whose: Whose) -> Values:
    plan = _coaching_plan(world, whose)
    return {"plan_id": plan.id, "session_id": plan.sessions[0].id}


def _interaction(world: World, whose: Whose) -> Interaction:
    return make_interaction(world.session, world.agent_of(whose))


def _call(world: World, whose: Whose) -> Values:
    """A call with its outline, whose feedback its agent has been given."""
    evaluation = _released(world, whose)
    store = storage(world.session)
    key = f"recordings/{evaluation.interaction_id}"
    store.put(f"{key}.wav", b"RIFF")
    store.put(f"{key}.json", b'{"per_second": 20, "channels": [[0]]}')
    world.session.add(
        Recording(
            interaction_id=evaluation.interaction_id,
            storage_key="",
            playback_key=f"{key}.wav",
            muted=[],
            peaks_key=f"{key}.json",
            file_name="call.wav",
            sha256="0" * 64,
            media_type="audio/wav",
            size_bytes=4,
            basis="consent",
            state=RecordingState.TRANSCRIBED,
            silent_channels=[],
        )
    )
    world.session.flush()
    return {"interaction_id": evaluation.interaction_id}


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
    _read_all(world)
    return {"opinion_id": made.id}


def _handed_over(world: World, whose: Whose) -> Reassignment:
    """An item that a manager took from the actor, or from another reviewer."""
    item = world.session.get_one(Assignment, _assignment(world, whose)["assignment_id"])
    taker = make_user(world.session, Role.REVIEWER)
    done = hand_over(world.session, item, taker, world.manager, at=clock.now())
    _read_all(world)
    return done


def _example(world: World, whose: Whose, *, agreed: bool = False) -> Values:
    """An example of released work, marked by its reviewer; its agent is asked."""
    evaluation = _released(world, whose)
    made = make_example(world.session, evaluation, agreed=agreed, at=clock.now())
    _read_all(world)
    return {"example_id": made.id}


def _removed(world: World, whose: Whose) -> Values:
    """An example that the actor took out of the library."""
    values = _example(world, whose)
    example = world.session.get_one(Example, values["example_id"])
    example.removed_at, example.removed_by = clock.now(), world.actor.id
    world.session.flush()
    return values


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


def _suggested(world: World, whose: Whose) -> Values:
    """An evaluation that its reviewer thinks worth coaching."""
    made = make_suggestion(world.session, _evaluation(world, whose), at=clock.now())
    _read_all(world)
    return {"suggestion_id": made.id}


def _plan_link(world: World, whose: Whose) -> Values:
    plan = _coaching_plan(world, whose)
    evaluation = make_evaluation(world.session, world.desk(whose), agent=plan.agent, at=clock.now())
    link = PlanEvidence(evaluation_id=evaluation.id, question_key="solved", note="Look.")
    plan.links.append(link)
    world.session.flush()
    return {"plan_id": plan.id, "link_id": link.id}


def _message(world: World, whose: Whose) -> Values:
    to = world.member_of(whose)
    return {"message_id": notify(world.session, to.id, "x", "x", path=None, at=clock.now()).id}


def _kudos(world: World, whose: Whose) -> Values:
    to = world.stranger if whose is Whose.OTHER else world.colleague
    giver = world.member_of(whose)
    kudos = give(world.session, to, text=f"To {to.name}.", by=giver.id, at=clock.now())
    return {"kudos_id": kudos.id}


def _team(world: World, whose: Whose) -> Values:
    return {"team_id": (world.other_team if whose is Whose.OTHER else world.team).id}


def _pair(world: World, whose: Whose) -> Values:
    """The second of two reviews, by the actor where they score, whom nobody else may look up."""
    first = _evaluation(world, whose)
    by = world.agent_of(whose) if world.role is Role.AGENT else world.reviewer_of(whose)
    other = make_user(world.session, Role.REVIEWER)
    second = make_second(world.session, first, by if by.id != first.reviewer_id else other)
    return {"evaluation_id": second.id}


def _reviewer(world: World, whose: Whose) -> Values:
    """A person who reviews: the actor, or somebody else."""
    return {"reviewer_id": (world.actor if whose is Whose.OWN else world.reviewer).id}


def _grading(world: World, whose: Whose) -> Values:
    """A submitted grading: of the actor's review by a manager, else of somebody else's by them."""
    evaluation = _evaluation(world, whose)
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
    _evaluation(world, Whose.TEAM)
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
    _read_all(world)
    return {"calibration_id": made.id, "item_id": made.items[0].id, "chunk": 0}


def _revealed(world: World, whose: Whose) -> Values:
    values = _calibration(world, whose)
    made = world.session.get_one(Calibration, values["calibration_id"])
    reveal_session(world.session, made, at=clock.now())
    _read_all(world)
    return values


def _read_all(world: World) -> None:
    """Let the bell show nothing: it is on every page, also on that of what is not there."""
    mark_all_read(world.session, world.actor.id, at=clock.now())
    world.session.commit()


def _waiting(world: World, whose: Whose) -> Values:
    """Files that wait for their uploader's decision."""
    upload, file = make_waiting(world.session, world.member_of(whose))
    return {"upload_id": upload.id, "file_id": file.id}


def _anybodys(make: Callable[[World], Values]) -> Kind:
    """A kind that belongs to no team: whoever may use the route reaches all of them."""
    return Kind(lambda world, _whose: make(world), dict.fromkeys(Role, ALL))


OF_TEAMS: Reach = {Role.REVIEWER: TEAM, Role.TEAM_LEAD: TEAM, Role.QA_MANAGER: ALL}
LED: Reach = {Role.TEAM_LEAD: TEAM, Role.QA_MANAGER: ALL}
SCORED_OR_LED: Reach = {**LED, Role.REVIEWER: OWN}
AGENTS_OWN: Reach = {Role.AGENT: OWN}
SCORED_BLIND: Reach = dict.fromkeys((Role.REVIEWER, Role.TEAM_LEAD, Role.QA_MANAGER), OWN)
CALIBRATED: Reach = {**SCORED_BLIND, Role.QA_MANAGER: ALL}
COACHED: Reach = {**LED, Role.AGENT: OWN}

KINDS: dict[str, Kind] = {
    "/absences/<int:absence_id>": Kind(_absence, {Role.REVIEWER: OWN, Role.QA_MANAGER: ALL}),
    "/absences/<int:absence_id>/put-back": Kind(
        lambda w, o: _absence(w, o, removed=True), {Role.REVIEWER: OWN, Role.QA_MANAGER: ALL}
    ),
    "/answering/<int:scorecard_id>": _anybodys(
        lambda w: {"scorecard_id": make_published(w.session).scorecard_id}
    ),
    "/calendars/<int:team_id>": _anybodys(lambda w: {"team_id": w.team.id}),
    "/calendars/days/<int:holiday_id>/remove": _anybodys(_holiday),
    "/calibration/<int:calibration_id>": Kind(_calibration, CALIBRATED),
    "/calibration/<int:calibration_id>/<act>": Kind(
        lambda w, o: {**_calibration(w, o), "act": "close"}, CALIBRATED
    ),
    "/calibration/<int:calibration_id>/answers.csv": Kind(_revealed, CALIBRATED),
    "/calibration/<int:calibration_id>/figures.csv": Kind(_revealed, CALIBRATED),
    "/calibration/items/<int:item_id>": Kind(_calibration, SCORED_BLIND),
    "/calibration/items/<int:item_id>/turns/<int:chunk>": Kind(_calibration, SCORED_BLIND),
    "/coaching/<int:plan_id>": Kind(lambda w, o: {"plan_id": _coaching_plan(w, o).id}, COACHED),
    "/coaching/<int:plan_id>/actions/<int:item_id>": Kind(_action, COACHED),
    "/coaching/<int:plan_id>/sessions/<int:session_id>": Kind(_meeting, COACHED),
    "/coaching/<int:plan_id>/evidence/<int:link_id>": Kind(_plan_link, COACHED),
    "/coaching/examples/<int:example_id>": Kind(
        lambda w, o: _example(w, o, agreed=True), {Role.TEAM_LEAD: ALL, Role.QA_MANAGER: ALL}
    ),
    "/coaching/from/<int:evaluation_id>": Kind(
        lambda w, o: {"evaluation_id": _evaluation(w, o).id}, SCORED_OR_LED
    ),
    "/coaching/suggestions/<int:suggestion_id>/decide": Kind(_suggested, LED),
    "/coaching/suggestions/<int:suggestion_id>/withdraw": Kind(
        _suggested, {Role.REVIEWER: OWN, Role.QA_MANAGER: OWN}
    ),
    "/coaching/new/<int:agent_id>": Kind(lambda w, o: {"agent_id": w.agent_of(o).id}, LED),
    "/comment-templates/<int:template_id>": Kind(
        _template, {Role.REVIEWER: OWN, Role.QA_MANAGER: OWN}
    ),
    # Nobody decides on a dispute about an evaluation that is their own.
    "/disputes/<int:dispute_id>": Kind(_dispute, LED, others_act={Role.QA_MANAGER: OWN}),
    "/evaluations/<int:evaluation_id>": Kind(
        lambda w, o: {"evaluation_id": _evaluation(w, o).id}, SCORED_OR_LED
    ),
    "/evaluations/<int:evaluation_id>/answer": Kind(
        lambda w, o: {"evaluation_id": _released(w, o).id}, SCORED_OR_LED
    ),
    "/evaluations/<int:evaluation_id>/versions/<int:number>": Kind(_restated, SCORED_OR_LED),
    "/examples/<int:example_id>": Kind(_example, {**OF_TEAMS, Role.AGENT: OWN}),
    "/examples/<int:example_id>/remove": Kind(_example, {**LED, Role.REVIEWER: OWN}),
    "/examples/<int:example_id>/restore": Kind(_removed, {**LED, Role.REVIEWER: OWN}),
    "/feedback/<int:evaluation_id>": Kind(
        lambda w, o: {"evaluation_id": _released(w, o).id}, AGENTS_OWN
    ),
    "/feedback/<int:evaluation_id>/withdraw": Kind(_dispute, AGENTS_OWN),
    "/feedback/<int:evaluation_id>/versions/<int:number>": Kind(_restated, AGENTS_OWN),
    "/flagging/of/<int:interaction_id>": Kind(
        lambda w, o: {"interaction_id": _evaluation(w, o).interaction_id}, SCORED_OR_LED
    ),
    "/flagging/versions/<int:number>": _anybodys(lambda w: {"number": w.trained}),
    "/import/<int:batch_id>": _anybodys(lambda w: {"batch_id": make_batch(w.session).id}),
    "/import/<int:batch_id>/refused/<int:remainder_id>": _anybodys(_remainder),
    "/import/pieces/<token>": Kind(_pieces, {Role.QA_MANAGER: OWN}),
    "/integrations/<int:integration_id>": _anybodys(_integration),
    "/jobs/<int:job_id>": _anybodys(
        lambda w: {"job_id": enqueue(w.session, "search.index", {}).id}
    ),
    "/import/look/<int:upload_id>": Kind(_waiting, dict.fromkeys(Role, OWN)),
    "/import/look/<int:upload_id>/columns/<int:file_id>": Kind(_waiting, dict.fromkeys(Role, OWN)),
    "/import/mappings/<int:mapping_id>": _anybodys(
        lambda w: {"mapping_id": make_mapping(w.session)}
    ),
    "/import/mappings/<int:mapping_id>.json": _anybodys(
        lambda w: {"mapping_id": make_mapping(w.session)}
    ),
    "/import/mappings/shipped/<name>.json": _anybodys(lambda w: {"name": "twilio-calls"}),
    "/import/mappings/<int:mapping_id>/restore": _anybodys(
        lambda w: {"mapping_id": make_mapping(w.session, removed=True)}
    ),
    "/import/unjoined/<int:companion_id>": _anybodys(
        lambda w: {"companion_id": make_companion(w.session)}
    ),
    "/inbox/<int:message_id>": Kind(_message, dict.fromkeys(Role, OWN)),
    "/interactions/<int:interaction_id>": Kind(
        lambda w, o: {"interaction_id": _interaction(w, o).id}, OF_TEAMS
    ),
    "/interactions/<int:interaction_id>/words": Kind(
        lambda w, o: {"interaction_id": _interaction(w, o).id}, OF_TEAMS
    ),
    "/interactions/<int:interaction_id>/audio": Kind(_call, {**OF_TEAMS, Role.AGENT: OWN}),
    "/interactions/<int:interaction_id>/peaks": Kind(_call, {**OF_TEAMS, Role.AGENT: OWN}),
    "/interactions/<int:interaction_id>/transcribe": Kind(_call, OF_TEAMS),
    "/interactions/<int:interaction_id>/transcribing": Kind(_call, OF_TEAMS),
    "/interactions/<int:interaction_id>/versions/<int:number>": Kind(
        lambda w, o: {"interaction_id": _interaction(w, o).id, "number": 1}, OF_TEAMS
    ),
    "/opinions/<int:opinion_id>": Kind(_opinion, {Role.REVIEWER: OWN, Role.QA_MANAGER: ALL}),
    "/people/<int:user_id>": _anybodys(lambda w: {"user_id": w.agent(w.team).id}),
    "/programme/<name>.csv": _anybodys(lambda w: {"name": "coverage"}),
    "/recognition/<int:kudos_id>": Kind(_kudos, {**OF_TEAMS, Role.AGENT: TEAM}),
    # Nobody thanks themselves: an agent's own page is not there.
    "/recognition/give/<int:agent_id>": Kind(
        lambda w, o: {"agent_id": w.agent_of(o).id},
        {**OF_TEAMS, Role.AGENT: frozenset({Whose.TEAM})},
    ),
    "/reassign/<int:reassignment_id>": _anybodys(
        lambda w: {"reassignment_id": _handed_over(w, Whose.TEAM).id}
    ),
    "/release/<int:evaluation_id>/back": Kind(
        lambda w, o: {"evaluation_id": _evaluation(w, o).id}, LED
    ),
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
    "/word-lists/<int:list_id>": _anybodys(_word_list),
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
        lambda w, o: {"evaluation_id": _evaluation(w, o).id}, {Role.QA_MANAGER: ALL}
    ),
    "/reviewers/agreement/pairs/<int:evaluation_id>": Kind(_pair, {Role.QA_MANAGER: ALL}),
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
    "/sampling/draws/<int:draw_id>": _anybodys(
        lambda w: {"draw_id": make_draw(w.session, _sampling_plan(w)).id}
    ),
    "/sampling/plans/<int:plan_id>": _anybodys(lambda w: {"plan_id": _sampling_plan(w).id}),
    "/scorecards/<int:scorecard_id>": _anybodys(
        lambda w: {"scorecard_id": make_published(w.session).scorecard_id}
    ),
    "/scorecards/drafts/<int:version_id>": _anybodys(lambda w: {"version_id": _draft(w).id}),
    "/scorecards/replays/<int:replay_id>": _anybodys(_replay),
    "/scorecards/versions/<int:version_id>": _anybodys(
        lambda w: {"version_id": make_published(w.session).id}
    ),
    "/teams/<int:team_id>": Kind(_team, LED),
}


def kind_of(rule: str) -> Kind | None:
    """The kind with the longest address that the rule begins with and that names all its ids."""
    fitting = [
        address
        for address in KINDS
        if (rule == address or rule.startswith(f"{address}/"))
        and rule.count("<") == address.count("<")
    ]
    return KINDS[max(fitting, key=len)] if fitting else None
