"""The rooms of the house: their blueprints and the modules that register tasks."""

from __future__ import annotations

from flask import Flask

from qa_app import schema
from qa_app.dashboards import routes as dashboards
from qa_app.notifications import routes as notifications
from qa_app.people import routes as people
from qa_app.search import tasks as search_tasks
from qa_app.web import components_page
from scorecards.reviews import routes_draft as reviews
from scorecards.reviews import tasks as reviews_tasks
from scorecards.reviews import tasks_feedback

BLUEPRINTS = (dashboards.bp, people.bp, notifications.bp, reviews.bp)
# Imported so that their tasks are known to workers and to `enqueue`.
TASK_MODULES = (search_tasks, reviews_tasks, tasks_feedback)


def register(app: Flask) -> None:
    """Attach every room's pages."""
    assert schema.metadata.tables
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if app.testing or app.debug:
        app.register_blueprint(components_page.bp)
