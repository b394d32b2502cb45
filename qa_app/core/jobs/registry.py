"""Tasks by name: what a worker may run, and the settings of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa_app.core.jobs.models import Queue

if TYPE_CHECKING:
    from qa_app.core.jobs.runner import TaskContext

TaskFunction = Callable[..., None]


@dataclass(frozen=True)
class Task:
    """A function `(context, **args)` with its queue, lease (seconds) and number of attempts.

    Of the jobs that wait, those of the highest `priority` run first.
    """

    name: str
    function: Callable[..., None]
    queue: Queue
    lease_s: int
    max_attempts: int
    priority: int = 0


_tasks: dict[str, Task] = {}


def task(
    name: str,
    *,
    queue: Queue = Queue.FAST,
    lease_s: int = 60,
    max_attempts: int = 5,
    priority: int = 0,
) -> Callable[[TaskFunction], TaskFunction]:
    """Register the decorated function under `name` (`room.verb`); ValueError when taken."""

    def register(function: TaskFunction) -> TaskFunction:
        known = _tasks.get(name)
        if known is not None and known.function.__qualname__ != function.__qualname__:
            raise ValueError(f"two tasks are called {name!r}")
        _tasks[name] = Task(name, function, queue, lease_s, max_attempts, priority)
        return function

    return register


def find_task(name: str) -> Task:
    """The task called `name`; LookupError when no room has registered it."""
    try:
        return _tasks[name]
    except KeyError:
        raise LookupError(f"no task is called {name!r}") from None


def known_tasks() -> dict[str, Task]:
    """All registered tasks by name."""
    return dict(_tasks)


def run_task(found: Task, context: TaskContext, args: dict[str, Any]) -> None:
    """Call the task with its arguments."""
    found.function(context, **args)
