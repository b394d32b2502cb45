"""Imports e-mail: letters as .eml and mailboxes as .mbox, joined to threads.

Who is an agent is told by the centre's own addresses and domains, which are asked for: nobody is
scored for what somebody else wrote.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.errors import MessageError
from email.message import Message
from email.utils import getaddresses
from hashlib import sha256
from typing import BinaryIO

from flask_babel import lazy_gettext as _

from qa_app.core.text import counted
from transcription.intake.exports.conversation import Conversation, Who, direction_by
from transcription.intake.exports.nodes import Node, Wrong
from transcription.intake.exports.reading_parts import pseudonym
from transcription.intake.importer import Head, Importer, InputFile, Reading, Rows
from transcription.intake.letter_bodies import words_and_files
from transcription.intake.limits import ADDRESSES_CHARACTERS, ID_CHARACTERS
from transcription.intake.mailboxes import Letter, header, letters, message_of, moment, threads
from transcription.intake.options import ImportOptions
from transcription.intake.records import InteractionRecord, Speaker
from transcription.intake.refusals import FileRefused, Problem, Refusal, excerpt

_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*:[ \t]?")
_MARKS = ("from:", "date:", "message-id:", "received:", "subject:", "mime-version:")
_SHOWN, _ASKED_ABOUT = 5, 500
_DEEP = "has parts that lie too deep in each other"


def _is_letter(head: Head) -> bool:
    lines = head.text.lstrip("\ufeff").splitlines()[:200]
    if not lines or not _HEADER.match(lines[0]):
        return False
    begin = lines[: lines.index("")] if "" in lines else lines
    found = {mark for mark in _MARKS if any(line.lower().startswith(mark) for line in begin)}
    return "from:" in found and len(found) >= (1 if head.suffix == ".eml" else 3)


def _is_mailbox(head: Head) -> bool:
    first, _, rest = head.text.partition("\n")
    return first.startswith("From ") and _HEADER.match(rest) is not None


def _open_letter(file: InputFile, options: ImportOptions) -> Reading:
    return _open(file, options, is_mailbox=False)


def _open_mailbox(file: InputFile, options: ImportOptions) -> Reading:
    return _open(file, options, is_mailbox=True)


def _open(file: InputFile, options: ImportOptions, *, is_mailbox: bool) -> Reading:
    found = list(letters(file.stream, is_mailbox=is_mailbox))
    if not options.hints.own_addresses:
        raise _ask(file.stream, found)
    joined = threads(found)
    note = f"{counted(len(found), 'letter')} in {counted(len(joined), 'thread')}"
    notes = (note,) if is_mailbox else ()
    return Reading(_rows(file.stream, joined, options), notes)


def _ask(stream: BinaryIO, found: Sequence[Letter]) -> FileRefused:
    """The question whose addresses are agents', with those domains that write most."""
    counts: Counter[str] = Counter()
    for letter in found[:_ASKED_ABOUT]:
        try:
            address = _address(_message(stream, letter), "From")[1]
        except Wrong:
            continue
        counts[address.rpartition("@")[2] or "no address"] += 1
    shown = ", ".join(f"{name[:60]} {count:,}" for name, count in counts.most_common(_SHOWN))
    return FileRefused(
        "Letters do not say who is an agent: name your own addresses or domains, as Own addresses "
        f"or --own-address. Letters come from {shown or 'nobody'}."
    )


def _rows(stream: BinaryIO, joined: Sequence[Sequence[Letter]], options: ImportOptions) -> Rows:
    for thread in joined:
        yield _interaction(stream, thread, options)


def _interaction(
    stream: BinaryIO, thread: Sequence[Letter], options: ImportOptions
) -> InteractionRecord | Refusal:
    made = Conversation(Node(None), "email", options, "email")
    made.external_id = _thread_id(thread)
    speakers: list[Speaker] = []
    try:
        for letter in thread:
            speakers.append(_say(made, _message(stream, letter), letter, options))
        people = [each for each in speakers if each != "system"]
        made.went(direction_by(people[0]) if people else None)
        return replace(made.finish(), line=thread[0].line)
    except Wrong as wrong:
        number = wrong.path[1] if len(wrong.path) > 1 else None
        letter = next((each for each in thread if each.number == number), thread[0])
        field = Problem(wrong.path, "").field
        return Refusal(letter.line, None, field, wrong.message, excerpt(made.external_id or ""))


def _message(stream: BinaryIO, letter: Letter) -> Message:
    try:
        return message_of(stream, letter)
    except RecursionError:
        raise Wrong(("letters", letter.number), _DEEP) from None
    except ValueError as error:
        raise Wrong(("letters", letter.number), str(error)) from None


def _say(made: Conversation, message: Message, letter: Letter, options: ImportOptions) -> Speaker:
    """Add the turn of a letter and give who wrote it."""
    node = Node(None, ("letters", letter.number))
    name, address = _address(message, "From")
    speaker: Speaker = "agent" if is_own(address, options.hints.own_addresses) else "customer"
    if header(message, "Auto-Submitted").lower() not in ("", "no"):
        speaker = "system"
    elif speaker == "customer" and address:
        made.data.setdefault("customer", {"id": pseudonym(address)})
    if speaker == "customer":
        made.meet(name)
    try:
        words, files = words_and_files(message)
    except RecursionError:
        raise Wrong(node.path, _DEEP) from None
    who = Who(address[:ID_CHARACTERS], name[:200] or None, address) if address else None
    if options.agent_id:
        who = None  # Somebody said whose all letters of the centre are.
    made.say(
        node, speaker, words, who=who, at=letter.at or moment(message), files=files,
        sender=header(message, "From")[:ADDRESSES_CHARACTERS],
        to=header(message, "To")[:ADDRESSES_CHARACTERS],
        subject=header(message, "Subject")[:200], is_plain=True,
    )  # fmt: skip
    return speaker


def is_own(address: str, own: Sequence[str]) -> bool:
    """Whether an address is one of the centre's, or of one of its domains."""
    domain = address.rpartition("@")[2]
    for each in own:
        known = each.strip().lower().removeprefix("@")
        if address == known or domain == known or domain.endswith(f".{known}"):
            return True
    return False


def _address(message: Message, name: str) -> tuple[str, str]:
    """The name and the address (in lower case) of the first person in a header."""
    try:
        found: Iterator[tuple[str, str]] = iter(getaddresses([header(message, name)]))
        shown, address = next(found, ("", ""))
    except (ValueError, IndexError, MessageError):
        return "", ""
    address = address.strip().lower()
    is_one = address.count("@") == 1 and address.isprintable() and " " not in address
    return shown, address if is_one and len(address) <= ID_CHARACTERS else ""


def _thread_id(thread: Sequence[Letter]) -> str:
    """The id of the letter that the first one goes back to, shortened where it is long."""
    named = thread[0].answers[0] if thread[0].answers else thread[0].id
    text = "".join(char for char in named if char.isprintable() and not char.isspace())
    if text != named or len(text) > ID_CHARACTERS:
        return sha256(named.encode("utf-8", "replace")).hexdigest()
    return text


IMPORTERS = (
    Importer(
        "mbox", _("Mailbox (mbox)"), _is_mailbox, _open_mailbox,
        _("A mailbox as Thunderbird, Apple Mail or Google Takeout writes it."), rank=20,
    ),
    Importer(
        "eml", _("Letters (eml)"), _is_letter, _open_letter,
        _("Letters saved as files; those of one hand-in are joined to threads."), rank=21,
    ),
)  # fmt: skip
