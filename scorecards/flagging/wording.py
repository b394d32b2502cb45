"""The words of reasons, rules, inputs and groups, which cards and flags store in English."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

KNOWN = (
    # Reasons (reasons.py)
    _("Customer repeated the problem"),
    _("No next step heard"),
    _("Long wait without a word"),
    _("Long waits between turns"),
    _("Much silence"),
    _("Long hold"),
    _("First answer came late"),
    _("Took long to resolve"),
    _("Second contact in 7 days"),
    _("Escalation words"),
    _("Handed over"),
    _("Escalated"),
    _("Opened again after closing"),
    _("Spoke at the same time"),
    _("Customer said no or objected"),
    _("Customer said no near the end"),
    _("Little agreement or thanks from the customer"),
    _("Little agreement or thanks at the end"),
    _("Agent said what is not possible"),
    _("Agent said near the end what is not possible"),
    _("Agent apologised"),
    _("Agent said the same again"),
    _("No greeting heard"),
    _("Customer asked more than usual"),
    _("Agent asked more than usual"),
    _("Agent has most of the words"),
    _("Agent has few of the words"),
    _("Agent's turns are longer than usual"),
    _("Agent's turns are shorter than usual"),
    _("Customer's turns are longer than usual"),
    _("Customer's turns are shorter than usual"),
    _("Customer's last turn is long"),
    _("Customer's last turn is short"),
    _("Customer's turns grew longer"),
    _("Customer's turns grew shorter"),
    _("Customer had the last word"),
    _("Customer uses exclamation marks"),
    _("Longer than usual"),
    _("Shorter than usual"),
    _("More turns than usual"),
    _("Fewer turns than usual"),
    _("Took longer than usual"),
    _("Took less time than usual"),
    _("Unusually short"),
    _("Unusually long"),
    _("Words of the customer"),
    _("Words of the agent"),
    _("This channel is found low more often"),
    _("This topic is found low more often"),
    # Rules (spotlights.py)
    _("Long silence"),
    _("Long wait for an answer"),
    _("Repeated contact"),
    _("No greeting"),
    _("No verification"),
    _("Payment data given"),
    _("Very short"),
    _("Very long"),
    _("Low survey answer"),
    # Inputs that drift (drift.py)
    _("Channel mix"),
    _("Topics"),
    _("Length"),
    _("Pauses and holds"),
    _("Customer words"),
    _("Agent words"),
    _("Risk score"),
    # Groups (card.py)
    _("Channel"),
    _("Language"),
    _("Topic"),
    _("Team"),
)


def said(text: str) -> str:
    """A stored English text in the reader's language; what is not known stays as it is."""
    return str(gettext(text)) if text else text
