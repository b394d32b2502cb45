"""Imports HubSpot tickets: records of the CRM with their properties, and the letters put to them.

https://developers.hubspot.com/docs/api-reference/crm-tickets-v3/guide: `properties` of a ticket;
`emails` in it are the associated e-mails (…/crm-emails-v3/guide), each with its properties.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation, Who
from transcription.intake.exports.nodes import Node
from transcription.intake.exports.reading_parts import (
    CHANNELS,
    address,
    channel_of,
    pseudonym,
)
from transcription.intake.exports.vendor import Export, json_importer
from transcription.intake.records import Speaker

_MARKS = frozenset({"hs_pipeline_stage", "hs_pipeline", "hs_ticket_priority", "source_type"})


def _is_ticket(each: Mapping[str, Any]) -> bool:
    properties = each.get("properties")
    return isinstance(properties, Mapping) and bool(_MARKS & properties.keys()) and "id" in each


def _ticket(node: Node, export: Export) -> Conversation:
    about = node["properties"]
    made = export.conversation(node, channel_of(about["source_type"].word(), CHANNELS, "email"))
    made.external_id = node["id"].line() or about["hs_object_id"].line()
    made.started_at = (about["createdate"] or node["createdAt"]).time()
    made.ended_at = about["closed_date"].time()
    made.subject = about["subject"].line()
    topic = about["hs_ticket_category"].line()
    made.data |= {"topic": topic[:200]} if topic else {}
    if owner := about["hubspot_owner_id"].line():
        made.assignee = Who(owner)
    contact = next(iter(node.down("associations", "contacts", "results").items()), Node(None))
    if customer := contact["id"].line():
        made.data |= {"customer": {"id": customer}}
    replied = about["first_agent_reply_date"].time()
    if replied is not None and made.started_at is not None and replied >= made.started_at:
        made.facts["first_response_s"] = (replied - made.started_at) / timedelta(seconds=1)
    made.say(about["content"], "customer", about["content"].text(), at=made.started_at)
    for letter in node["emails"].items():
        _letter(made, letter["properties"] if letter["properties"] else letter)
    return made


def _letter(made: Conversation, letter: Node) -> None:
    """A letter of the ticket: what came in is the customer's, the rest was sent by an agent."""
    is_in = letter["hs_email_direction"].word() == "incoming_email"
    speaker: Speaker = "customer" if is_in else "agent"
    sender = address(letter["hs_email_from_email"])
    number = letter["hubspot_owner_id"].line() or sender
    if is_in and sender:
        made.data.setdefault("customer", {"id": pseudonym(sender)})
    made.say(
        letter, speaker, letter.first("hs_email_text", "hs_email_html").text(),
        who=Who(number, None, sender) if number and not is_in else None,
        at=letter["hs_timestamp"].time(), sender=sender,
        subject=(letter["hs_email_subject"].line() or "")[:200],
    )  # fmt: skip


IMPORTERS = (
    json_importer(
        "hubspot-tickets", _("HubSpot tickets"), _is_ticket, _ticket,
        _("Tickets of the CRM API with their properties, and their e-mails in “emails”."),
    ),
)  # fmt: skip
