"""Background work of the search room."""

from __future__ import annotations

from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.search.indexing import index_interactions


@task("search.index")
def index(context: TaskContext, interaction_ids: list[int]) -> None:
    """Bring the index up to date for these interactions."""
    index_interactions(context.session, interaction_ids)
