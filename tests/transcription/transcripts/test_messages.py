"""Messages between worker and transcribing process come back as they went out."""

import pytest

from transcription.transcripts.audio import AudioFacts, AudioLimits
from transcription.transcripts.engine import Segment, Word
from transcription.transcripts.listening import Progress
from transcription.transcripts.messages import (
    ChannelHeard,
    Decoded,
    Done,
    Message,
    Request,
    Trouble,
    from_line,
    request_from_line,
    request_to_line,
    to_line,
)
from transcription.transcripts.segments import Stretch

MESSAGES: list[Message] = [
    Decoded(AudioFacts(None, 2, 8_000, "opus", "ogg"), 12.5, True, 3),
    ChannelHeard(1, False, True, (Stretch(0.5, 2.25),), (0, 127, 3)),
    Progress("listening", 1.5, 20.0),
    Segment(0, 1.0, 2.0, "Grüße\nan 😀 <script>", 0.5, (Word("Grüße", 1.0, 1.2, 0.9),)),
    Done("small", "", 4.5),
    Trouble("refused", "empty", "The file is empty."),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda one: type(one).__name__)
def test_a_message_is_one_line_and_comes_back_as_it_was(message: Message) -> None:
    line = to_line(message)
    assert line.count("\n") == 1
    assert from_line(line) == message


def test_a_request_comes_back_as_it_was() -> None:
    request = Request("/tmp/x", "small", "de", 2, 77, 1 << 30, 10, AudioLimits(max_channels=2))
    assert request_from_line(request_to_line(request)) == request


@pytest.mark.parametrize(
    "line", ["", "hello", "[]", "{}", '{"is": "gossip"}', '{"is": "done", "model": 1}']
)
def test_anything_else_is_not_a_message(line: str) -> None:
    with pytest.raises(ValueError):
        from_line(line)
