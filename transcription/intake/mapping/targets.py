"""Names what a column of a table may hold: the fields of interactions, surveys and sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from flask_babel import lazy_gettext as _

from transcription.intake.records import Channel, Direction, Speaker

Kind = Literal["text", "id", "word", "time", "number", "whole", "flag", "span", "score", "path"]
Reads = Literal["interactions", "surveys", "sessions"]
RowsAre = Literal["interaction", "message"]


@dataclass(frozen=True)
class Target:
    """One field: its key in files, what people call it, how its cells are read.

    `words` are titles (lower case, underscores) by which a column is guessed, the surest first.
    `joins` says that several columns may go into it, one after the other.
    """

    key: str
    label: Any
    kind: Kind
    words: tuple[str, ...]
    choices: tuple[str, ...] = ()
    joins: bool = False


def _target(
    key: str,
    label: Any,
    kind: Kind,
    words: str,
    choices: tuple[str, ...] = (),
    *,
    joins: bool = False,
) -> Target:
    return Target(key, label, kind, tuple(words.split()), choices, joins)


CHANNELS: tuple[str, ...] = get_args(Channel)
DIRECTIONS: tuple[str, ...] = get_args(Direction)
SPEAKERS: tuple[str, ...] = get_args(Speaker)

_SHARED = (
    _target("external_id", _("Id of the interaction"), "id", (
        "external_id conversation_id interaction_id ticket_id case_number case_id chat_id "
        "call_id call_sid session_id thread_id ticket_number ticket contact_id externalreference "
        "reference case number id"
    )),
    _target("source", _("Source"), "text", "source_system"),
    _target("agent_id", _("Agent id"), "id", (
        "agent_id assignee_id operator_id owner_id user_id agent_login agent_number "
        "employee_id"
    )),
    _target("agent_name", _("Agent's name"), "text", (
        "agent_name agent assignee assigned_to operator owner case_owner ticket_owner "
        "representative advisor handled_by users user"
    ), joins=True),
    _target("agent_email", _("Agent's email"), "text", (
        "agent_email operator_email assignee_email agent_mail"
    )),
    _target("customer_id", _("Customer id"), "id", (
        "customer_id contact_email customer_email requester_email visitor_email email "
        "email_address requester_id customer contact requester visitor_id caller "
        "from_number ani"
    )),
)  # fmt: skip

_INTERACTION = (
    _target("started_at", _("Started"), "time", (
        "started_at start_time start created_at created_time created create_date opened "
        "date_opened opened_at date/time_opened conversation_start received timestamp "
        "date_time date/time datetime date"
    )),
    _target("started_clock", _("Started: time of day, beside a date"), "text", (
        "time start_clock time_of_day"
    )),
    _target("ended_at", _("Ended"), "time", (
        "ended_at end_time end closed_at closed_time close_date closed resolved_at "
        "resolved_time date/time_closed"
    )),
    _target("duration", _("Length"), "span", (
        "duration talk_time call_duration length handle_time"
    )),
    _target("channel", _("Channel"), "word", (
        "channel origin case_origin media_type medium source type"
    ), CHANNELS),
    _target("direction", _("Direction"), "word", (
        "direction call_direction"
    ), DIRECTIONS),
    _target("topic", _("Topic"), "text", (
        "topic category reason case_reason contact_reason subject_area queue issue_type "
        "disposition wrap_up tags"
    ), joins=True),
    _target("language", _("Language"), "text", "language locale lang"),
    _target("team", _("Team"), "text", "team group department desk agent_group skill"),
    _target("first_response_s", _("Time to the first answer"), "span", (
        "first_response_s first_response_time time_to_first_response first_reply_time "
        "response_time wait_time queue_time"
    )),
    _target("resolution_s", _("Time to the solution"), "span", (
        "resolution_s resolution_time time_to_resolution time_to_close handling_time"
    )),
    _target("hold_s", _("On hold"), "span", "hold_s hold_time hold total_hold"),
    _target("transfers", _("Transfers"), "whole", (
        "transfers transfer_count transferred total_transfers"
    )),
    _target("escalated", _("Escalated"), "flag", "escalated is_escalated escalation"),
    _target("reopened", _("Reopened"), "flag", "reopened is_reopened reopens"),
    _target("cost", _("Cost"), "number", "cost price charge"),
    _target("csat", _("Satisfaction (1 to 5)"), "score", (
        "csat csat_score satisfaction satisfaction_rating rating satisfaction_score"
    )),
    _target("nps", _("Would recommend (0 to 10)"), "score", (
        "nps nps_score likely_to_recommend"
    )),
    _target("ces", _("Effort (1 to 7)"), "score", "ces ces_score customer_effort effort"),
    _target("survey_comment", _("What the customer wrote in the survey"), "text", (
        "survey_comment feedback rating_comment survey_feedback"
    ), joins=True),
    _target("transcript", _("The whole conversation"), "text", (
        "transcript conversation body chat_transcript messages chat_log log"
    )),
    _target("customer_text", _("What the customer wrote"), "text", (
        "customer_text description question enquiry inquiry request initial_message"
    ), joins=True),
    _target("agent_text", _("What the agent answered"), "text", (
        "agent_text reply answer response resolution solution"
    ), joins=True),
    _target("recording", _("Recording: name of its file"), "path", (
        "recording recording_file recording_url audio_file file_name filename"
    )),
    _target("basis", _("Basis of the recording"), "word", (
        "basis"
    ), ("consent", "notice", "contract", "legitimate-interest")),
)  # fmt: skip

_MESSAGE = (
    _target("speaker", _("Who speaks"), "word", (
        "speaker sender_type author_type from_type role author sender who participant "
        "incoming is_incoming direction from"
    ), SPEAKERS),
    _target("text", _("What is said"), "text", (
        "text message message_text body text_body content comment utterance html_body"
    ), joins=True),
    _target("at", _("When it is said"), "time", (
        "at message_time message_date sent_at timestamp time created_at created_date date "
        "sent"
    )),
    _target("start", _("Begins (seconds of the call)"), "span", "start start_s offset begin"),
    _target("end", _("Ends (seconds of the call)"), "span", "end end_s"),
    _target("turn_agent_id", _("Which agent speaks"), "id", (
        "turn_agent_id author_id sender_id author_name sender_name from_name author sender "
        "from_address"
    )),
)  # fmt: skip

_SURVEY = (
    _target("answer_id", _("Id of the answer"), "id", (
        "response_id respondent_id answer_id submission_id token # id"
    )),
    _target("answered_at", _("Answered"), "time", (
        "answered_at submitted_at submitted submit_date_(utc) submit_date end_date enddate "
        "recorded_date recordeddate date_modified timestamp date_created date"
    )),
    _target("csat", _("Satisfaction (1 to 5)"), "score", "csat satisfaction satisfied rating"),
    _target("nps", _("Would recommend (0 to 10)"), "score", "nps recommend likely"),
    _target("ces", _("Effort (1 to 7)"), "score", "ces effort easy"),
    _target("comment", _("What the customer wrote"), "text", (
        "comment comments feedback why improve anything_else tell_us"
    ), joins=True),
)  # fmt: skip

_SESSION = (
    _target("session_key", _("Id of the session"), "id", (
        "session_id session_key connection_id id"
    )),
    _target("began_at", _("Began"), "time", (
        "began_at start_time start start_date started session_start"
    )),
    _target("finished_at", _("Finished"), "time", (
        "finished_at end_time end end_date ended session_end"
    )),
    _target("duration", _("Length"), "span", "duration session_duration duration_(min)"),
    _target("device", _("Device"), "text", (
        "device computer device_name remote_computer to alias"
    )),
    _target("note", _("Note"), "text", "note notes comment description", joins=True),
)  # fmt: skip


def targets_for(reads: Reads, rows_are: RowsAre = "interaction") -> Mapping[str, Target]:
    """The fields that a table may fill, by key, in the order in which they are offered."""
    found: tuple[Target, ...]
    if reads == "surveys":
        found = (*_SURVEY, *_SHARED)
    elif reads == "sessions":
        found = (*_SESSION, *_SHARED)
    elif rows_are == "message":
        whole = {"transcript", "customer_text", "agent_text", "started_clock", "duration"}
        found = (*_MESSAGE, *_SHARED, *(each for each in _INTERACTION if each.key not in whole))
    else:
        found = (*_SHARED, *_INTERACTION)
    return {each.key: each for each in found}
