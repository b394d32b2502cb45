"""Huey as the carrier of job ids: SQLite in the instance folder, or Redis, chosen by URL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from huey import Huey, PriorityRedisHuey, SqliteHuey
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer

from qa_app.core.errors import Misconfigured
from qa_app.core.jobs.models import Queue
from qa_app.core.jobs.queue import URGENT

TASK = "run_job"
SHUTDOWN_S = 5
MOST_WAITING = 1000
# Huey names a task by its module and name.
TASK_PATH = f"{__name__}.{TASK}"


class JobIdSerializer(Serializer):
    """Carries a task id, a job id and a priority as JSON; refuses everything else.

    Huey's own serializer is pickle: whoever may write to the queue could run code.
    """

    def _serialize(self, data: Any) -> bytes:
        if not isinstance(data, Message) or data.kwargs or len(data.args) != 1:
            raise TypeError("the carrier takes job ids only")
        return json.dumps([str(data.id), int(data.args[0]), int(data.priority or 0)]).encode()

    def _deserialize(self, data: bytes) -> Message:
        message_id, job_id, priority = json.loads(data)
        return Message(
            id=str(message_id),
            name=TASK_PATH,
            retries=0,
            retry_delay=0,
            priority=int(priority),
            args=(int(job_id),),
            kwargs={},
        )


class Carrier:
    """One Huey per queue; `send` hands over an id, `consumer` runs a callback for each."""

    def __init__(self, url: str) -> None:
        """`url`: `sqlite:///path/of/queue.db` or `redis://host:port/db`."""
        self.url = url
        self._hueys = {queue: _make_huey(url, queue) for queue in Queue}
        self._run: Callable[[int], None] | None = None
        self._tasks = {queue: self._register(huey) for queue, huey in self._hueys.items()}

    def send(self, job_id: int, queue: Queue, priority: int = 0) -> None:
        """Hand the id of a committed job to the workers of its queue."""
        huey = self._hueys[queue]
        huey.enqueue(self._tasks[queue].s(job_id, priority=priority))

    def send_some(self, jobs: Iterable[tuple[int, Queue, int]]) -> None:
        """Hand over (id, queue, priority) of jobs, no more than a queue has room for.

        The carrier never holds more than a thousand ids of what is not urgent, however many rows
        wait: the sweeper brings the others as room is made.
        """
        room: dict[Queue, int] = {}
        for job_id, queue, priority in jobs:
            if queue not in room:
                room[queue] = MOST_WAITING - self.waiting(queue)
            if room[queue] > 0 or priority >= URGENT:
                self.send(job_id, queue, priority)
                room[queue] -= 1

    def waiting(self, queue: Queue) -> int:
        """Number of ids that no worker has taken yet."""
        return int(self._hueys[queue].pending_count())

    def consumer(self, queue: Queue, run: Callable[[int], None], workers: int) -> Consumer:
        """A Huey consumer that calls `run(job_id)` in `workers` threads; `.run()` blocks.

        SIGTERM lets it finish what it is at, for a few seconds; what is not done then is taken up
        again by its row.
        """
        self._run = run
        return self._hueys[queue].create_consumer(
            workers=workers,
            periodic=False,
            initial_delay=0.05,
            max_delay=0.5,
            backoff=1.2,
            graceful_signal="TERM",
            shutdown_timeout=SHUTDOWN_S,
        )

    def _register(self, huey: Huey) -> Any:
        def call(job_id: int) -> None:
            assert self._run is not None
            self._run(job_id)

        return huey.task(name=TASK)(call)


def _make_huey(url: str, queue: Queue) -> Huey:
    common: dict[str, Any] = {"results": False, "serializer": JobIdSerializer(), "utc": True}
    name = f"quality-desk-{queue.value}"
    if url.startswith("sqlite:///"):
        return SqliteHuey(name, filename=url.removeprefix("sqlite:///"), fsync=True, **common)
    if url.startswith(("redis://", "rediss://")):
        return PriorityRedisHuey(name, url=url, **common)
    raise Misconfigured(
        f"QA_JOBS_URL is {url!r}; it must begin with sqlite:/// or redis://.", field="QA_JOBS_URL"
    )
