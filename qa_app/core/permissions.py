"""Roles, permissions and the one map between them."""

from __future__ import annotations

import enum


class Role(enum.Enum):
    """What a person is in the programme; one may hold several, each for all teams or for one."""

    ADMIN = "admin"
    QA_MANAGER = "qa_manager"
    REVIEWER = "reviewer"
    TEAM_LEAD = "team_lead"
    AGENT = "agent"


class Permission(enum.Enum):
    """One right; routes ask for one, scopes decide on which objects."""

    SIGNED_IN = "signed_in"
    """Own settings, own notifications, sign-out."""
    SETTINGS_MANAGE = "settings_manage"
    """Settings, integrations, the demo's removal."""
    WORK_MANAGE = "work_manage"
    """Work in the background: see it, try again what stopped, cancel."""
    PEOPLE_MANAGE = "people_manage"
    """Users, teams and roles."""
    AUDIT_READ = "audit_read"
    """The audit trail."""
    INTERACTIONS_READ = "interactions_read"
    """Search and read interactions and transcripts of one's scope."""
    INTERACTIONS_IMPORT = "interactions_import"
    """Import batches, release quarantined recordings."""
    RECORDINGS_PLAY = "recordings_play"
    """Hear recordings of one's scope, where the setting allows it."""
    TEXT_REVEAL = "text_reveal"
    """Reveal masked text with a reason; audited."""
    TRANSCRIPTS_MEND = "transcripts_mend"
    """Mend text and speakers of transcripts in one's scope, and choose which version is read."""
    SCORED_AGENT = "scored_agent"
    """Change for whom an interaction of several agents is scored, while nobody has judged it."""
    SCORECARDS_READ = "scorecards_read"
    """See scorecards and their versions."""
    SCORECARDS_EDIT = "scorecards_edit"
    """Draft, publish and retire scorecards."""
    REVIEW = "review"
    """Own queue; score what is assigned, or start a manual evaluation."""
    EVALUATIONS_READ = "evaluations_read"
    """Read evaluations of one's scope."""
    EVALUATIONS_RELEASE = "evaluations_release"
    """Release evaluations of one's teams to their agents."""
    DISPUTES_DECIDE = "disputes_decide"
    """Decide disputes of one's teams, never on one's own evaluation."""
    DISPUTES_READ = "disputes_read"
    """The list of disputes: those that one decides, and those that one was chosen for."""
    DISPUTES_SECOND = "disputes_second"
    """May be chosen to decide a later round of a dispute in which one had no hand."""
    DISPUTES_ASSIGN = "disputes_assign"
    """Choose who decides a later round."""
    OWN_FEEDBACK = "own_feedback"
    """One's own released evaluations: acknowledge, ask, dispute, download."""
    SAMPLING_READ = "sampling_read"
    """Sampling plans and draws."""
    SAMPLING_MANAGE = "sampling_manage"
    """Make plans, draw, reassign."""
    FLAGGING_READ = "flagging_read"
    """Model card, report, and flags of what one has not to judge oneself."""
    FLAGGING_MANAGE = "flagging_manage"
    """Record the notice, train, promote, switch on and off."""
    COACH = "coach"
    """Coaching plans of one's teams."""
    OWN_COACHING = "own_coaching"
    """One's own coaching plan: shared notes, actions, sign-off."""
    RECOGNISE = "recognise"
    """Give kudos and see the wall."""
    EXAMPLES_READ = "examples_read"
    """The library of examples, as far as each example's own rules allow."""
    PROGRAMME_READ = "programme_read"
    """The programme's dashboards over all teams."""
    CALIBRATE = "calibrate"
    """Score blind in calibration sessions that one is asked to; lead one's own."""
    CALIBRATION_PLAN = "calibration_plan"
    """Plan calibration sessions on interactions of one's teams, and change those."""
    CALIBRATION_MANAGE = "calibration_manage"
    """Read and lead all calibration sessions, whoever planned them."""
    TEAM_READ = "team_read"
    """Dashboards of one's teams."""


P = Permission

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(
        {P.SIGNED_IN, P.SETTINGS_MANAGE, P.WORK_MANAGE, P.PEOPLE_MANAGE, P.AUDIT_READ}
    ),
    Role.QA_MANAGER: frozenset(
        {
            P.SIGNED_IN,
            P.WORK_MANAGE,
            P.PEOPLE_MANAGE,
            P.AUDIT_READ,
            P.INTERACTIONS_READ,
            P.INTERACTIONS_IMPORT,
            P.RECORDINGS_PLAY,
            P.TEXT_REVEAL,
            P.TRANSCRIPTS_MEND,
            P.SCORED_AGENT,
            P.SCORECARDS_READ,
            P.SCORECARDS_EDIT,
            P.REVIEW,
            P.EVALUATIONS_READ,
            P.EVALUATIONS_RELEASE,
            P.DISPUTES_DECIDE,
            P.DISPUTES_READ,
            P.DISPUTES_SECOND,
            P.DISPUTES_ASSIGN,
            P.SAMPLING_READ,
            P.SAMPLING_MANAGE,
            P.FLAGGING_READ,
            P.FLAGGING_MANAGE,
            P.COACH,
            P.RECOGNISE,
            P.EXAMPLES_READ,
            P.PROGRAMME_READ,
            P.TEAM_READ,
            P.CALIBRATE,
            P.CALIBRATION_PLAN,
            P.CALIBRATION_MANAGE,
        }
    ),
    Role.REVIEWER: frozenset(
        {
            P.SIGNED_IN,
            P.INTERACTIONS_READ,
            P.RECORDINGS_PLAY,
            P.TRANSCRIPTS_MEND,
            P.SCORECARDS_READ,
            P.REVIEW,
            P.EVALUATIONS_READ,
            P.DISPUTES_READ,
            P.DISPUTES_SECOND,
            P.RECOGNISE,
            P.EXAMPLES_READ,
            P.CALIBRATE,
        }
    ),
    Role.TEAM_LEAD: frozenset(
        {
            P.SIGNED_IN,
            P.INTERACTIONS_READ,
            P.RECORDINGS_PLAY,
            P.SCORED_AGENT,
            P.SCORECARDS_READ,
            P.EVALUATIONS_READ,
            P.EVALUATIONS_RELEASE,
            P.DISPUTES_DECIDE,
            P.DISPUTES_READ,
            P.FLAGGING_READ,
            P.COACH,
            P.RECOGNISE,
            P.EXAMPLES_READ,
            P.TEAM_READ,
            P.CALIBRATE,
            P.CALIBRATION_PLAN,
        }
    ),
    Role.AGENT: frozenset(
        {P.SIGNED_IN, P.OWN_FEEDBACK, P.OWN_COACHING, P.RECOGNISE, P.EXAMPLES_READ}
    ),
}


def roles_with(permission: Permission) -> frozenset[Role]:
    """The roles that carry a permission."""
    return frozenset(role for role, held in ROLE_PERMISSIONS.items() if permission in held)
