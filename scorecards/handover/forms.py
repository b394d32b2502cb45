"""The form that only carries its token; what is ticked is read by the route."""

from __future__ import annotations

from qa_app.web.forms import DeskForm


class BareForm(DeskForm):
    """Nothing but the token."""
