"""Marks the tests of this folder, keeps those that share a desk together, and gives each a desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.browser.serving import ServedDesk

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
