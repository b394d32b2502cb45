"""The form that asks for a replay: whose evaluations, from when, chosen how."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectChoice, SelectField
from wtforms.validators import Optional

from qa_app.web.forms import DeskForm, in_our_time
from scorecards.replay.running import Asked
from scorecards.reviews.models import Pool

POOLS = {
    Pool.RANDOM: _("At random"),
    Pool.TARGETED: _("By risk"),
    Pool.MANUAL: _("By hand"),
    Pool.CALIBRATION: _("Second reviews and calibration"),
}


class ReplayForm(DeskForm):
    """Which past evaluations to score again."""

    of = SelectField(_("Evaluations of"), coerce=int)
    since = DateField(_("Submitted from"), [Optional(), in_our_time])
    until = DateField(_("to"), [Optional(), in_our_time])
    pool = SelectField(
        _("Chosen"),
        choices=[
            SelectChoice("", _("in any way")),
            *(SelectChoice(pool.value, words) for pool, words in POOLS.items()),
        ],
    )

    def asked(self) -> Asked:
        """What the form asks for."""
        pool = Pool(self.pool.data) if self.pool.data else None
        return Asked(self.of.data, self.since.data, self.until.data, pool)
