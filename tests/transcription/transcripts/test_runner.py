"""The transcribing process: limits of time and memory, cancelling, and what it is told."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.transcription.transcripts.sounds import encoded, noise, silence
from transcription.transcripts.audio import AudioRefused
from transcription.transcripts.engine import ModelUnavailable
from transcription.transcripts.listening import Progress
from transcription.transcripts.messages import ChannelHeard, Decoded, Done, Request, to_line
from transcription.transcripts.runner import (
    TranscriptionCancelled,
    TranscriptionFailed,
    TranscriptionTimedOut,
    run_in_subprocess,
)

PROGRESS = to_line(Progress("listening", 1.0, 2.0))
SLEEPS = f"import time; print({PROGRESS!r}, end='', flush=True); time.sleep(60)"
RequestFor = Callable[[bytes], Request]
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPS}"


@pytest.fixture
def request_for(tmp_path: Path) -> RequestFor:
    def write(content: bytes) -> Request:
        path = tmp_path / "recording"
        path.write_bytes(content)
        return Request(str(path), "/nowhere/model.pt")

    return write


def script(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until_gone(pid: int, seconds: float) -> bool:
    ends_at = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < ends_at:
        time.sleep(0.05)
    return not is_running(pid)


def test_a_call_without_speech_is_done_without_a_model(request_for: RequestFor) -> None:
    recording = encoded([noise(3, size=0.01), silence(3)])
    said = [
        one
        for one in run_in_subprocess(request_for(recording), timeout_s=60)
        if not isinstance(one, Progress)
    ]
    decoded, left, right, done = said
    assert isinstance(decoded, Decoded)
    assert decoded.duration_s == 3.0
    assert isinstance(left, ChannelHeard)
    assert isinstance(right, ChannelHeard)
    assert (left.is_silent, left.speech, len(left.peaks)) == (False, (), 60)
    assert (right.is_silent, right.speech, set(right.peaks)) == (True, (), {0})
    assert done == Done("model", "", 0.0)


def test_what_is_no_recording_is_refused(request_for: RequestFor) -> None:
    with pytest.raises(AudioRefused) as refused:
        list(run_in_subprocess(request_for(b"Only words.\n"), timeout_s=60))
    assert refused.value.reason_code == "text"


def test_a_real_call_is_heard_before_the_missing_model_is_told(calls: Path) -> None:
    request = Request(str(calls / "jfk.flac"), "/nowhere/model.pt")
    said = []
    with pytest.raises(ModelUnavailable, match="QA_WHISPER_MODEL names the file") as missing:
        said.extend(run_in_subprocess(request, timeout_s=60))
    assert "wait" in str(missing.value)
    heard = [one for one in said if isinstance(one, ChannelHeard)]
    assert heard[0].speech
    assert not heard[0].repeats


def test_too_much_memory_ends_it_with_a_reason(request_for: RequestFor) -> None:
    request = replace(request_for(encoded([noise(600)])), memory_bytes=1 << 20)
    with pytest.raises(TranscriptionFailed, match="more memory than allowed"):
        list(run_in_subprocess(request, timeout_s=60))


def test_it_is_stopped_when_it_takes_too_long() -> None:
    before = time.monotonic()
    with pytest.raises(TranscriptionTimedOut):
        list(run_in_subprocess(Request("x", "x"), timeout_s=0.5, command=script(SLEEPS)))
    assert time.monotonic() - before < 3


def test_cancelling_stops_it_even_if_it_does_not_listen() -> None:
    seen: list[object] = []
    before = time.monotonic()
    messages = run_in_subprocess(
        Request("x", "x"),
        timeout_s=60,
        is_cancelled=lambda: bool(seen),
        command=script(STUBBORN),
    )
    with pytest.raises(TranscriptionCancelled):
        seen.extend(messages)
    assert seen == [Progress("listening", 1.0, 2.0)]
    assert time.monotonic() - before < 10


def test_leaving_the_iteration_ends_the_process(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    code = f"import os; open({str(told)!r}, 'w').write(str(os.getpid())); {SLEEPS}"
    messages = run_in_subprocess(Request("x", "x"), timeout_s=60, command=script(code))
    next(messages)
    pid = int(told.read_text())
    assert is_running(pid)
    messages.close()  # type: ignore[attr-defined]  # It is a generator.
    assert not is_running(pid)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("import sys; sys.exit('torch is broken')", "ended with status 1: torch is broken"),
        ("import os; os.kill(os.getpid(), 9)", "memory ran out"),
        ("print('hello')", "something unreadable"),
        ("import sys; sys.exit(6)", "more memory than allowed"),
    ],
)
def test_a_broken_process_is_told_apart(code: str, sentence: str) -> None:
    with pytest.raises(TranscriptionFailed, match=sentence):
        list(run_in_subprocess(Request("x", "x"), timeout_s=60, command=script(code)))


def test_secrets_of_this_process_are_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    monkeypatch.setenv("QA_REVEAL_KEY", "secret")
    code = "import os, sys; sys.exit(repr([k for k in os.environ if k[:2] in ('DA', 'QA')]))"
    with pytest.raises(TranscriptionFailed, match=r"status 1: \[\]"):
        list(run_in_subprocess(Request("x", "x"), timeout_s=60, command=script(code)))


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    recording = tmp_path / "long"
    recording.write_bytes(encoded([noise(1200)]))
    parent = subprocess.Popen(
        script(
            "from transcription.transcripts import runner, worker_process, messages\n"
            f"request = messages.Request({str(recording)!r}, '/nowhere/model.pt')\n"
            "for message in runner.run_in_subprocess(request, timeout_s=60):\n"
            "    print(message.__class__.__name__, flush=True)\n"
        ),
        stdout=subprocess.PIPE,
    )
    assert parent.stdout is not None
    with parent.stdout:
        parent.stdout.readline()
        children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
        assert len(children) == 1
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
    assert wait_until_gone(int(children[0]), seconds=5)
