"""The demo's desk in the browser: every part can be stepped into and finds its first page."""

from __future__ import annotations

import pytest

from tests.browser.demo_desk import DemoDesk

ROLES = ("manager", "reviewer", "lead", "agent", "admin")


@pytest.mark.parametrize("role", ROLES)
def test_every_part_finds_its_first_page(demo_desk: DemoDesk, role: str) -> None:
    page = demo_desk.context(role).new_page()
    answer = page.goto("/")
    assert answer is not None
    assert (answer.status, page.locator("h1").count()) == (200, 1)


def test_a_visitor_is_shown_in(demo_desk: DemoDesk) -> None:
    page = demo_desk.context(None, dark=True, width=360).new_page()
    page.goto("/")
    assert page.url == f"{demo_desk.address}/demo"
    assert page.get_attribute("html", "data-bs-theme") == "dark"
