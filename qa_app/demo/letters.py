"""Dresses the demo's mails as letters: from, to, subject, files named, earlier words quoted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa_app.demo.chance import dice
from qa_app.demo.messages import Message
from transcription.intake.records import AttachmentRecord, TurnRecord

DESK = "desk@example.com"
FILES = (
    AttachmentRecord("invoice.pdf", 84_310, "application/pdf"),
    AttachmentRecord("screenshot.png", 412_907, "image/png"),
    AttachmentRecord("order-confirmation.eml", 20_114, "message/rfc822"),
    AttachmentRecord("photo-of-the-parcel.jpg", 1_934_220, "image/jpeg"),
)
FILE_SHARE, QUOTE_SHARE = 0.25, 0.5
"""Of first letters with a file, and of the customer's later ones that quote the answer."""


def letters(
    shown: Sequence[Message],
    *,
    agent_id: str,
    agent_name: str,
    subject: str,
    slots: Mapping[str, str],
    number: int,
) -> tuple[TurnRecord, ...]:
    """The messages of a mail thread as they are handed in; the same for the same `number`."""
    rng = dice(number, "letters")
    made: list[TurnRecord] = []
    for place, one in enumerate(shown):
        is_agent = one.speaker == "agent"
        customer = f"{slots['full']} <{slots['email']}>"
        text = one.text
        if not is_agent and place and rng.random() < QUOTE_SHARE:
            text = f"{text}\n\n{_quoted(shown[place - 1], agent_name)}"
        has_file = not place and rng.random() < FILE_SHARE
        made.append(
            TurnRecord(
                one.speaker,
                text,
                agent_id if is_agent else None,
                one.at,
                sender=f"{agent_name} <{DESK}>" if is_agent else customer,
                to=customer if is_agent else DESK,
                subject=f"Re: {subject}" if place else subject,
                attachments=(rng.choice(FILES),) if has_file else (),
            )
        )
    return tuple(made)


def _quoted(before: Message, name: str) -> str:
    lines = "\n".join(f"> {line}".rstrip() for line in before.text.splitlines())
    return f"On {before.at:%d %B %Y} {name} wrote:\n{lines}"
