"""A signed-in manager and a draft, for tests of the designer's pages."""

import pytest

from qa_app.core.permissions import Role
from tests.factories.people import make_user
from tests.factories.scorecards import make_draft


@pytest.fixture
def manager(session, sign_in):
    return sign_in(make_user(session, Role.QA_MANAGER))


@pytest.fixture
def draft(session):
    return make_draft(session, "Chats")
