"""Tells an agent that somebody thanked them."""

from __future__ import annotations

from qa_app.core import clock
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.core.text import shorten
from qa_app.notifications.inbox import notify
from recognition.kudos.models import Kudos


@task("recognition.tell_receiver")
def tell_receiver(context: TaskContext, kudos_id: int) -> None:
    """One message; none when it was taken back meanwhile."""
    kudos = context.session.get(Kudos, kudos_id)
    if kudos is None or kudos.withdrawn_at is not None:
        return
    text = f"{kudos.giver.name} thanked you: {shorten(kudos.text, 200)}"
    notify(context.session, kudos.to_id, "kudos", text, path="/recognition", at=clock.now())
