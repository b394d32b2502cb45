"""Everything that cards and flags store in English has words that can be translated."""

from scorecards.flagging import drift, wording
from scorecards.flagging.reasons import SAYINGS
from scorecards.flagging.spotlights import Limits, spotlights
from tests.scorecards.flagging.made import POOR, said


def known() -> set[str]:
    return {str(text) for text in wording.KNOWN}


def test_every_reason_has_its_words() -> None:
    titles = {title for one in SAYINGS.values() for title in (one.more, one.less) if title}
    assert titles - known() == set()


def test_every_drifting_input_has_its_words() -> None:
    names = {*drift.CATEGORIES, *drift.NUMERIC, *drift.SPOKEN, drift.SCORE}
    assert names - known() == set()


def test_every_rule_that_speaks_has_its_words() -> None:
    chat = said(*POOR[1:], facts={"hold_s": 900, "contacts_before_7d": 3})
    limits = Limits(verification=True, least_words=1000, wait_s=1)
    found = {one.title for one in spotlights(chat, limits, {"csat": 1})}
    assert len(found) >= 6
    assert found - known() == set()


def test_an_unknown_text_stays_as_it_is() -> None:
    assert wording.said("A phrase of this centre") == "A phrase of this centre"
    assert wording.said("") == ""
