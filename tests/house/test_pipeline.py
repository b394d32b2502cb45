"""Events, tasks and timetable fit together: every name resolves, every payload is understood."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator

import pytest

from qa_app import rooms
from qa_app.core.jobs.models import Queue
from qa_app.core.jobs.registry import find_task, known_tasks
from qa_app.pipeline import EVENTS, TIMETABLE
from qa_app.processes.supervisor import parts, run_worker
from tests.house.sources import PACKAGES, modules, tree


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a function with one of these names, with the file that makes it."""
    for path in modules(*PACKAGES):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) in names:
                yield path, node


def emitted() -> list[tuple[str, frozenset[str]]]:
    """(event, names in its payload) of every announcement in the code."""
    found = []
    for _, call in calls("emit"):
        event = call.args[1]
        assert isinstance(event, ast.Constant)
        found.append((str(event.value), frozenset(str(word.arg) for word in call.keywords)))
    return found


def test_announced_events_are_those_of_the_pipeline() -> None:
    assert {event for event, _ in emitted()} == set(EVENTS)


def test_the_pipeline_stays_one_page() -> None:
    assert len(EVENTS) <= 12


def test_every_subscriber_understands_what_is_announced() -> None:
    assert rooms.TASK_MODULES
    for event, payload in emitted():
        for name in EVENTS[event]:
            signature = inspect.signature(find_task(name).function)
            signature.bind(None, **dict.fromkeys(payload))


@pytest.mark.parametrize("entry", TIMETABLE, ids=lambda entry: entry.name)
def test_periodic_tasks_resolve_and_need_nothing(entry: object) -> None:
    inspect.signature(find_task(entry.task).function).bind(None)  # type: ignore[attr-defined]  # a Periodic


def test_names_of_the_timetable_are_different() -> None:
    names = [entry.name for entry in TIMETABLE]
    assert len(set(names)) == len(names)


def test_every_task_that_is_enqueued_by_name_exists() -> None:
    named = {
        call.args[1].value
        for _, call in calls("enqueue")
        if len(call.args) > 1 and isinstance(call.args[1], ast.Constant)
    }
    assert named
    assert named - set(known_tasks()) == set()


def test_every_room_with_tasks_is_known_to_the_workers() -> None:
    with_tasks = {
        path.removesuffix(".py").replace("/", ".")
        for path, call in calls("task")
        if call.args and not path.startswith("qa_app/core/")
    }
    assert with_tasks == {module.__name__ for module in rooms.TASK_MODULES}


def test_every_queue_has_a_worker() -> None:
    children = parts("127.0.0.1", 8000, None)
    served = {child.given[0] for child in children if child.work is run_worker}
    assert served == set(Queue)
    assert {task.queue for task in known_tasks().values()} <= served
