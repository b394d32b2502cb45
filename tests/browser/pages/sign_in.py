"""The way in: a password for a person of a test, and the page where it is entered."""

from __future__ import annotations

import re
from collections.abc import Mapping

from playwright.sync_api import BrowserContext, Page
from sqlalchemy.orm import Session

from qa_app.people.accounts import set_password
from qa_app.people.models import User
from tests.factories.people import AT

PASSWORD = "a sentence to remember"


def give_password(session: Session, user: User) -> str:
    """Let a person sign in, commit, and return their address."""
    set_password(session, user, PASSWORD, by=None, at=AT)
    session.commit()
    assert user.email is not None
    return user.email


def enter(page: Page, email: str) -> None:
    """Fill in the sign-in page that is open and send it."""
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def sign_in(context: BrowserContext, email: str) -> BrowserContext:
    """Sign a person in through the page; the context is theirs then."""
    page = context.new_page()
    page.goto("/sign-in")
    enter(page, email)
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.close()
    return context


def welcome(context: BrowserContext, link: str, fields: Mapping[str, str] | None = None) -> Page:
    """Follow a one-time link and choose a password; `fields` are further labels and values."""
    page = context.new_page()
    page.goto(link)
    for label, value in (fields or {}).items():
        page.get_by_label(label).fill(value)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name=re.compile("^(Begin|Save and sign in)$")).click()
    page.wait_for_url(lambda url: "/welcome/" not in url)
    return page
