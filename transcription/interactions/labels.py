"""The words and signs in which pages name channels, states and kinds of masks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from qa_app.web.formatting import NONE, duration
from qa_app.web.templating import translations
from transcription.interactions.models import (
    Channel,
    Direction,
    InteractionState,
    RecordingState,
)
from transcription.redaction.kinds import Kind

CHANNELS: dict[Channel, tuple[Any, str]] = {
    Channel.PHONE: (_("Phone"), "phone"),
    Channel.EMAIL: (_("Email"), "mail"),
    Channel.CHAT: (_("Chat"), "message"),
    Channel.SOCIAL: (_("Social media"), "world"),
    Channel.SMS: (_("SMS"), "message-2"),
    Channel.PORTAL: (_("Portal"), "file-text"),
    Channel.APP: (_("App"), "device-mobile"),
}

DIRECTIONS: dict[Direction | None, Any] = {
    Direction.INBOUND: _("From the customer"),
    Direction.OUTBOUND: _("To the customer"),
    None: _("Not known"),
}
STARTED_FROM: dict[str, Any] = {
    "file": _("Taken from the file's date: nothing else says when it began."),
    "received": _("When it was handed in: nothing says when it began."),
}


@dataclass(frozen=True)
class StateLabel:
    """A state in word, tone and sign."""

    text: Any
    tone: str
    icon: str


STATES = {
    InteractionState.READY: StateLabel(_("Ready"), "good", "check"),
    InteractionState.WAITING: StateLabel(_("Waiting for its text"), "watch", "clock"),
    InteractionState.QUARANTINED: StateLabel(_("Quarantined"), "watch", "lock"),
    InteractionState.FAILED: StateLabel(_("No text"), "poor", "alert-triangle"),
}
RECORDING_STATES = {
    RecordingState.QUARANTINED: StateLabel(_("In quarantine: no basis"), "watch", "lock"),
    RecordingState.WAITING: StateLabel(_("Waiting for a worker"), "quiet", "clock"),
    RecordingState.WAITING_MODEL: StateLabel(_("Waiting for the speech model"), "watch", "clock"),
    RecordingState.TRANSCRIBING: StateLabel(_("Being transcribed"), "quiet", "loader-2"),
    RecordingState.TRANSCRIBED: StateLabel(_("Transcribed"), "good", "check"),
    RecordingState.FAILED: StateLabel(_("Not transcribed"), "poor", "alert-triangle"),
}
BASES: dict[str, Any] = {
    "consent": _("Consent of those who speak"),
    "notice": _("Notice at the beginning of the call"),
    "contract": _("Contract"),
    "legitimate-interest": _("Legitimate interest, weighed and documented"),
}
SCORED_RULES: dict[str, Any] = {
    "most_active": _("Who said most"),
    "last": _("Who spoke last"),
    "first": _("Who spoke first"),
    "assignee": _("Whom the source has assigned"),
}
SCORED_WHY: dict[str, Any] = {
    "only": _("No other agent took part."),
    "most_active": _("Said more than the other agents."),
    "last": _("The last agent who spoke."),
    "first": _("The first agent who spoke."),
    "assignee": _("Assigned to it in the source."),
    "assigned_only": _("Assigned to it in the source; no agent spoke."),
    "bot": _("A bot: no person answered."),
    "given": _("As said at the import."),
    "chosen": _("Chosen by a person after the import."),
}
KINDS = {
    Kind.CARD: _("Payment card"),
    Kind.CARD_CODE: _("Card code"),
    Kind.PASSWORD: _("Password"),
    Kind.ONE_TIME_CODE: _("One-time code"),
    Kind.IBAN: _("Bank account"),
    Kind.NATIONAL_ID: _("National id"),
    Kind.EMAIL: _("Email address"),
    Kind.PHONE: _("Phone number"),
    Kind.NAME: _("Name"),
    Kind.ADDRESS: _("Postal address"),
}
FACTS: dict[str, Any] = {
    "first_response_s": _("First response"),
    "resolution_s": _("Time to resolution"),
    "hold_s": _("Hold"),
    "transfers": _("Transfers"),
    "escalated": _("Escalated"),
    "reopened": _("Reopened"),
    "cost": _("Cost"),
    "remote_sessions": _("Remote sessions"),
    "remote_s": _("Remote sessions, together"),
    "silence_s": _("Silence"),
    "longest_pause_s": _("Longest pause"),
    "overlap_s": _("Talking over each other"),
    "agent_talk_share": _("Agent's share of talk"),
    "response_gap_s": _("Agent answers after, median"),
}


def length_words(interaction: Any) -> str:
    """How long an interaction is: time on the phone, messages in writing; `–` where unknown.

    Whatever has `channel`, `duration_s` and `turn_count` will do.
    """
    if interaction.channel is Channel.PHONE:
        return duration(interaction.duration_s)
    if not interaction.turn_count:
        return NONE
    # The viewer's language is asked for once a request, not once a row.
    words = translations().ungettext("%(num)s message", "%(num)s messages", interaction.turn_count)
    return str(words % {"num": interaction.turn_count})


def shown_facts(facts: dict[str, Any]) -> list[tuple[Any, str, Any]]:
    """(name, how to write it, value) of the facts that pages show, in a fixed order."""
    return [(FACTS[key], _form(key), facts[key]) for key in FACTS if facts.get(key) is not None]


def _form(key: str) -> str:
    if key == "response_gap_s":
        return "seconds"
    if key.endswith("_s"):
        return "duration"
    if key.endswith("_share"):
        return "share"
    return "flag" if key in {"escalated", "reopened"} else "number"
