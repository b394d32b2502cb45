"""Marks the tests of this folder, keeps those that share a desk together, and gives each a desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext
from sqlalchemy.orm import Session

from tests.browser.chromium import Chromium
from tests.browser.pages.sign_in import sign_in
from tests.browser.queues import Queue, make_queue
from tests.browser.serving import ServedDesk
from tests.factories.queue import CHAT
from transcription.interactions.models import Channel
from transcription.transcripts.models import Speaker

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here `browser`, and keep on one worker what shares a desk."""
    for item in items:
        if HERE not in item.path.parents:
            continue
        item.add_marker("browser")
        if item.get_closest_marker("xdist_group") is None:
            shared = "demo_desk" in getattr(item, "fixturenames", ())
            item.add_marker(pytest.mark.xdist_group("demo_desk" if shared else item.path.stem))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    """An empty desk of this module; tests make their own people and items in it."""
    with ServedDesk(tmp_path_factory.mktemp("desk")) as served:
        yield served


@pytest.fixture
def session(desk: ServedDesk) -> Iterator[Session]:
    """The session in which a test prepares its desk."""
    with desk.opened() as opened:
        yield opened


@pytest.fixture
def queue(desk: ServedDesk, session: Session) -> Queue:
    """A reviewer with two chats, an e-mail, a call and a chat of 2,000 lines to score."""
    call = [
        (Speaker.AGENT if place % 2 else Speaker.CUSTOMER, f"Said {place}") for place in range(8)
    ]
    long = [(Speaker.CUSTOMER, f"Line {n}{' needle' if n == 1700 else ''}") for n in range(2000)]
    talks: list[tuple[Any, dict[str, Any]]] = [
        (CHAT, {}),
        (CHAT, {}),
        ([*CHAT, (Speaker.AGENT, "Yes.\nOn 1 March 2026 they wrote:\n> Hello")],
         {"channel": Channel.EMAIL}),
        (call, {"channel": Channel.PHONE, "spoken": True}),
        (long, {}),
    ]  # fmt: skip
    return make_queue(desk, session, talks)


@pytest.fixture
def context(chromium: Chromium, queue: Queue) -> BrowserContext:
    """A browser in which the reviewer of the queue is signed in."""
    return sign_in(chromium.context(queue.desk.address), queue.email)
