"""Forms of the reviewers' room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from qa_app.web.forms import DeskForm, text_field
from scorecards.reviewers.grading_draw import MOST_EACH
from scorecards.reviews.wording import LONGEST

GREATEST_SEED = 2**53 - 1


class MoreForm(DeskForm):
    """How much of the finished work a second reviewer is to do as well."""

    share_percent = IntegerField(
        _("Share, in percent"), [InputRequired(), NumberRange(min=1, max=100)], default=5
    )


class DrawForm(DeskForm):
    """How many reviews of each reviewer are to be graded."""

    each = IntegerField(
        _("Of each reviewer"), [InputRequired(), NumberRange(min=1, max=MOST_EACH)], default=2
    )
    seed = IntegerField(
        _("Seed"),
        [Optional(), NumberRange(min=0, max=GREATEST_SEED)],
        description=_("Empty: one is made up and told, so that the draw can be repeated."),
    )


class NoteForm(DeskForm):
    """What a reviewer says to a grading."""

    note = text_field(_("What do you think of it?"), InputRequired(), limit=LONGEST)


class BareForm(DeskForm):
    """Nothing but the token."""
