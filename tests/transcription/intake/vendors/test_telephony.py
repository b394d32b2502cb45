"""What telephony systems and recognisers write becomes calls with times."""

import dataclasses
import json

import pytest

from tests.transcription.intake.vendors.telling import (
    GIVEN,
    OPTIONS,
    all_told,
    fixture,
    opened,
    records,
    told,
)
from transcription.intake.options import Hints

WITH_AGENT = dataclasses.replace(OPTIONS, **GIVEN)

EXPECTED = {
    "contact-lens.json": """\
contact-lens b7e1c1f0-3c3a-4b7c-9f0e-0f4c2f1f6f3c phone 04. 00:00:00 given (given)
0.0-2.1 agent: Thank you for calling.
2.6-4.0 customer: My bill is wrong.
5.0-6.2 agent: Let me look.
""",
    "connect.json": """\
connect 4a573372-1f28-4e26-b97b-000000000001 phone 04. 09:30:30 agent-07 (assigned_only)
""",
    "transcribe-call.json": """\
transcribe-call call-88 phone 04. 00:00:00 given (given)
0.1-1.9 agent: Hello. How can I help?
2.4-3.9 customer: I lost my card.
""",
    "transcribe.json": """\
transcribe call-89 phone 04. 00:00:00 given (given)
0.1-0.6 agent: Hello.
1.0-1.6 customer: My card.
""",
    "transcribe-pca.json": """\
transcribe-pca call-90.wav phone 04. 07:30:00 agent-07 (assignee)
0.1-1.9 agent: Hello.
2.4-3.9 customer: I lost my card.
""",
    "deepgram.json": """\
deepgram 1b2c phone 04. 00:00:00 given (given)
0.1-0.5 agent: Hello.
1.0-1.4 customer: I lost
""",
    "assemblyai.json": """\
assemblyai 5551 phone 04. 00:00:00 given (given)
0.1-0.6 agent: Hello.
1.0-2.4 customer: I lost my card.
""",
    "whisper.json": """\
whisper whisper phone 04. 00:00:00 given (given)
0.1-0.9 agent: Hello.
1.2-2.4 customer: I lost my card.
""",
    "genesys.json": """\
genesys 9a1e6c1e-0000-4000-8000-000000000001 phone 04. 09:30:00 u-7 (only)
1.0-1.9 agent u-7: Hello.
3.0-4.2 customer: No internet.
""",
    "twilio.json": """\
twilio GT0001 phone 04. 09:30:00 agent-07 (assignee)
0.1-1.0 agent: Hello.
1.5-2.9 customer: I lost my card.
""",
    "twilio-recordings.json": """\
twilio-recordings RE0001 phone 04. 09:30:00 given (given)
""",
}


@pytest.mark.parametrize("name", EXPECTED)
def test_fixture_is_taken_whole(name: str) -> None:
    assert "\n".join(all_told(name, WITH_AGENT)) == EXPECTED[name].rstrip("\n")


def test_contact_record_joins_its_recording_and_measures() -> None:
    (row,) = records("connect.json")
    assert (row.recording, row.topic, row.agent.team) == ("4a573372_UTC.wav", "Billing", "Billing")
    assert (row.facts.first_response_s, row.facts.hold_s, row.facts.transfers) == (30.0, 12.0, 0)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("contact-lens.json", "6 values that claim to know how somebody felt or sounded "
         "(Sentiment 4, LoudnessScores 2)"),
        ("transcribe-call.json", "3 values that claim to know how somebody felt or sounded "
         "(Sentiment 3)"),
        ("genesys.json", "1 value that claims to know how somebody felt or sounded (sentiment 1)"),
    ],
)  # fmt: skip
def test_what_claims_to_know_feelings_is_left_out_and_counted(name: str, counts: str) -> None:
    file = opened(fixture(name), name, WITH_AGENT)
    assert "entiment" not in "".join(map(repr, file.rows))
    assert file.closing_notes() == (f"left out: {counts}",)


@pytest.mark.parametrize(
    "name", ["transcribe.json", "deepgram.json", "assemblyai.json", "whisper.json"]
)
def test_speakers_that_nobody_names_are_asked_for(name: str) -> None:
    options = dataclasses.replace(WITH_AGENT, hints=Hints())
    (row,) = opened(fixture(name), name, options).rows
    assert "leaves open who is the agent: “" in str(row)
    assert str(row).endswith("Say which are agents', as Names of agents or --agent-name")


def test_transcript_without_speakers_is_refused() -> None:
    data = json.loads(fixture("whisper.json"))
    for segment in data["segments"]:
        del segment["speaker"]
    (row,) = opened(json.dumps(data).encode(), "whisper.json", WITH_AGENT).rows
    assert "segments[0] does not say who speaks" in told(row)
