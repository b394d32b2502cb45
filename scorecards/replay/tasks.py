"""Background work of replays that take longer than a person would wait."""

from __future__ import annotations

from qa_app.core import clock
from qa_app.core.jobs.models import Queue
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from scorecards.replay.models import Replay
from scorecards.replay.running import run


@task("replay.run", queue=Queue.HEAVY, lease_s=120, max_attempts=2)
def run_replay(context: TaskContext, replay_id: int) -> None:
    """Carry out a replay; one that was taken back meanwhile, with its draft, is nothing to do."""
    session = context.session
    replay = session.get(Replay, replay_id)
    if replay is None or replay.finished_at is not None:
        return
    run(
        session,
        replay,
        at=clock.now(),
        pause=session.commit,
        progress=lambda done, total: context.progress(done, total),
    )
