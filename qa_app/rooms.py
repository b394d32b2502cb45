"""The rooms of the house: their blueprints and the modules that register tasks."""

from __future__ import annotations

from flask import Flask

from coaching.plans import routes as coaching
from coaching.plans import routes_links as coaching_links
from coaching.plans import routes_work as coaching_work
from coaching.plans import tasks as coaching_tasks
from qa_app import schema
from qa_app.api import routes as api
from qa_app.api import routes_integrations as integrations
from qa_app.api import tasks as api_tasks
from qa_app.dashboards import routes as dashboards
from qa_app.dashboards import routes_csv as dashboards_csv
from qa_app.demo import risking as demo_tasks
from qa_app.demo import routes as demo
from qa_app.demo.state import is_demo
from qa_app.notifications import routes as notifications
from qa_app.people import routes as people
from qa_app.people import routes_keys as keys
from qa_app.search import tasks as search_tasks
from qa_app.search.indexing import forget_interactions, matching
from qa_app.web import components_page
from qa_app.work import routes as work
from recognition.badges import tasks as badge_tasks
from recognition.kudos import routes as recognition
from recognition.kudos import tasks as kudos_tasks
from recognition.kudos.related import kudos_of
from scorecards.answering import routes as answering
from scorecards.design import draft_routes as drafts
from scorecards.design import routes as design
from scorecards.examples import routes as examples
from scorecards.examples import tasks as examples_tasks
from scorecards.flagging import routes as flagging
from scorecards.flagging import tasks as flagging_tasks
from scorecards.flagging.agent_view import risk_for_agent
from scorecards.flagging.queries import flagged_for
from scorecards.flagging.related import risk_of
from scorecards.handover import routes as handover
from scorecards.handover import routes_absences as absences
from scorecards.keywords import routes as keywords
from scorecards.opinions import routes as opinions
from scorecards.opinions import tasks as opinions_tasks
from scorecards.outcomes import routes as outcomes
from scorecards.replay import routes as replay
from scorecards.replay import tasks as replay_tasks
from scorecards.reviewers import routes as reviewers_work
from scorecards.reviewers import routes_agreement as reviewers
from scorecards.reviewers import routes_grade, routes_grading, routes_severity
from scorecards.reviewers import tasks as reviewers_tasks
from scorecards.reviews import routes as reviews
from scorecards.reviews import (
    routes_disputes,
    routes_draft,
    routes_evaluations,
    routes_feedback,
    routes_gone,
    routes_own_data,
    routes_release,
    routes_returned,
    routes_templates,
    tasks_answering,
    tasks_feedback,
)
from scorecards.reviews import tasks as reviews_tasks
from scorecards.reviews.feedback import tell_draws_by, tell_risk_by
from scorecards.reviews.related import evaluations_of, own_review_of
from scorecards.reviews.release import hold_release_by
from scorecards.reviews.visibility import also_blind_by, heard_by_own_agent
from scorecards.sampling import routes as sampling
from scorecards.sampling import routes_draws
from scorecards.sampling import tasks as sampling_tasks
from scorecards.sampling.batches_undone import draws_begun, draws_resting_on, undo_draws
from scorecards.sampling.draw_facts import draw_facts
from scorecards.self_evaluation import routes as self_evaluation
from scorecards.self_evaluation import routes_led as self_led
from scorecards.self_evaluation import routes_score as self_score
from scorecards.self_evaluation import tasks as self_tasks
from scorecards.self_evaluation.queries import heard_for_own
from scorecards.self_evaluation.related import self_evaluations_of
from scorecards.self_evaluation.writing import held_until
from scorecards.sessions import routes as calibration
from scorecards.sessions import routes_plan as calibration_plan
from scorecards.sessions import routes_report as calibration_report
from scorecards.sessions import routes_score as calibration_score
from scorecards.sessions import tasks as calibration_tasks
from scorecards.sessions.policies import blind_for_session, heard_for_session
from scorecards.sessions.related import sessions_of
from scorecards.suggested import routes as suggested
from scorecards.suggested import routes_words as said_words
from transcription.intake import routes as intake
from transcription.intake import routes_people, routes_pieces, routes_quarantine, routes_work
from transcription.intake import tasks as intake_tasks
from transcription.intake import tasks_undo as intake_undo_tasks
from transcription.intake import tasks_watched as intake_watched_tasks
from transcription.intake.companions import routes as companions
from transcription.intake.companions.related import companions_of
from transcription.intake.mapping import routes as mappings
from transcription.intake.origin import origin_of
from transcription.intake.preview import routes as preview
from transcription.intake.preview import routes_wizard as wizard
from transcription.intake.preview import tasks as preview_tasks
from transcription.intake.undoing import hold_undo_by
from transcription.interactions import routes as interactions
from transcription.interactions.marking import set_marks
from transcription.interactions.policies import also_heard_by
from transcription.interactions.queries import set_text_search
from transcription.interactions.related import add_related, set_origin
from transcription.interactions.routes import IS_DEMO
from transcription.transcripts import routes_again, routes_scored, tasks_muting
from transcription.transcripts import routes_mending as transcripts
from transcription.transcripts import tasks as transcripts_tasks
from transcription.transcripts.scored_agent import hold_scored_by

BLUEPRINTS = (
    coaching.bp,
    coaching_links.bp,
    recognition.bp,
    dashboards.bp,
    people.bp,
    keys.bp,
    demo.bp,
    notifications.bp,
    reviews.bp,
    interactions.bp,
    transcripts.bp,
    intake.bp,
    preview.bp,
    mappings.bp,
    companions.bp,
    routes_feedback.bp,
    routes_evaluations.bp,
    routes_disputes.bp,
    routes_own_data.bp,
    routes_release.bp,
    routes_templates.bp,
    answering.bp,
    outcomes.bp,
    self_evaluation.bp,
    self_led.bp,
    design.bp,
    drafts.bp,
    replay.bp,
    suggested.bp,
    said_words.bp,
    keywords.bp,
    sampling.bp,
    reviewers.bp,
    opinions.bp,
    handover.bp,
    absences.bp,
    examples.bp,
    flagging.bp,
    calibration.bp,
    api.bp,
    integrations.bp,
    work.bp,
)
# Imported so that their pages are on the blueprints above.
MORE_PAGES = (
    calibration_plan,
    calibration_report,
    calibration_score,
    coaching_work,
    dashboards_csv,
    reviewers_work,
    routes_again,
    routes_draft,
    routes_draws,
    routes_gone,
    routes_grade,
    routes_grading,
    routes_people,
    routes_pieces,
    routes_quarantine,
    routes_returned,
    routes_severity,
    routes_work,
    self_score,
)
# Imported so that their tasks are known to workers and to `enqueue`.
TASK_MODULES = (
    coaching_tasks,
    kudos_tasks,
    badge_tasks,
    search_tasks,
    reviews_tasks,
    sampling_tasks,
    reviewers_tasks,
    opinions_tasks,
    examples_tasks,
    flagging_tasks,
    replay_tasks,
    calibration_tasks,
    tasks_feedback,
    tasks_answering,
    self_tasks,
    transcripts_tasks,
    tasks_muting,
    intake_tasks,
    intake_undo_tasks,
    intake_watched_tasks,
    api_tasks,
    preview_tasks,
    demo_tasks,
)


def register(app: Flask) -> None:
    """Attach every room's pages."""
    assert schema.metadata.tables
    assert wizard.bp is preview.bp
    assert routes_scored.bp is interactions.bp
    tell_draws_by(draw_facts)
    tell_risk_by(risk_for_agent)
    hold_release_by(held_until)
    also_heard_by(heard_by_own_agent)
    also_heard_by(heard_for_own)
    also_heard_by(heard_for_session)
    also_blind_by(blind_for_session)
    # The interactions room lies below search and demo and asks them through these.
    set_text_search(matching)
    set_marks(flagged_for)
    set_origin(origin_of)
    hold_scored_by(draws_resting_on)
    for provider in (
        companions_of,
        own_review_of,
        evaluations_of,
        self_evaluations_of,
        risk_of,
        kudos_of,
        sessions_of,
    ):
        add_related(provider)
    app.extensions[IS_DEMO] = is_demo
    hold_undo_by(draws_begun, undo_draws, forget_interactions)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if app.testing or app.debug:
        app.register_blueprint(components_page.bp)
