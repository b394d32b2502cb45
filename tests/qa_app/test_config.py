"""Settings: their defaults, and the sentence with which a wrong value stops the start."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from qa_app.config import load_settings, settings_table
from qa_app.core.errors import Misconfigured


def test_nothing_given_is_a_working_desk() -> None:
    found = load_settings({})
    assert (found.host, found.port, found.demo, found.release) == ("127.0.0.1", 8000, True, "now")
    assert found.database == f"sqlite:///{found.instance / 'quality-desk.db'}"
    assert found.jobs == f"sqlite:///{found.instance / 'queue.db'}"
    assert found.storage == f"file://{found.instance / 'files'}"


def test_the_instance_is_a_whole_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings({"QA_INSTANCE_PATH": "desk"}).instance == tmp_path / "desk"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_is_understood(scheme: str) -> None:
    found = load_settings({"DATABASE_URL": f"{scheme}://desk@db/desk"})
    assert found.database == "postgresql+psycopg://desk@db/desk"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("QA_PORT", "eighty", "QA_PORT is 'eighty': it is not a whole number."),
        ("QA_PORT", "0", "QA_PORT is '0': it must be a whole number from 1 to 65535."),
        ("QA_DEMO", "perhaps", "QA_DEMO is 'perhaps': it must be 1 or 0."),
        ("QA_RELEASE", "later", "QA_RELEASE is 'later': it must be one of now, approval."),
        (
            "QA_TIME_ZONE",
            "Mars/Olympus",
            "QA_TIME_ZONE is 'Mars/Olympus': it must be a time zone such as Europe/Berlin.",
        ),
        (
            "DATABASE_URL",
            "mysql://root@db/desk",
            "DATABASE_URL must begin with postgresql:// or sqlite:///.",
        ),
        ("QA_JOBS_URL", "amqp://mq", "QA_JOBS_URL must begin with redis:// or sqlite:///."),
        ("QA_PROT", "8000", "There is no setting called QA_PROT; see docs/settings.md."),
    ],
)
def test_a_wrong_value_is_named_with_what_it_must_be(name: str, value: str, sentence: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        load_settings({name: value})
    assert refused.value.message == sentence


def test_a_wrong_key_is_not_shown() -> None:
    with pytest.raises(Misconfigured) as refused:
        load_settings({"QA_REVEAL_KEY": "secret words"})
    assert refused.value.message == (
        "QA_REVEAL_KEY is 12 characters long: it must be 32 bytes in URL-safe base64."
    )
    key = Fernet.generate_key().decode()
    assert load_settings({"QA_REVEAL_KEY": key}).reveal_key == key


def test_every_default_is_a_value_that_is_taken() -> None:
    names = {name: default for name, default, _ in settings_table()}
    assert load_settings(names) == load_settings({})
