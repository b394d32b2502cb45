"""The secrets of an installation: made once, for its owner only, and never a default."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken

from qa_app.config import load_settings
from qa_app.core.keys import load_keyring
from qa_app.factory import build


def test_keys_are_made_at_the_first_start_and_kept(tmp_path: Path) -> None:
    first = load_keyring(tmp_path / "instance")
    files = sorted((tmp_path / "instance").iterdir())
    assert [path.name for path in files] == ["audit.key", "holding.key", "reveal.key", "secret.key"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o600] * 4
    assert load_keyring(tmp_path / "instance") == first
    assert len(first.secret) == 64


def test_no_two_installations_share_a_key(tmp_path: Path) -> None:
    one, other = load_keyring(tmp_path / "a"), load_keyring(tmp_path / "b")
    assert len({one.secret, other.secret}) == 2
    assert len({one.audit, other.audit}) == 2
    with pytest.raises(InvalidToken):
        other.unseal(one.seal("a phone number"))


def test_the_application_signs_with_the_installations_key_alone(tmp_path: Path) -> None:
    settings = load_settings({"QA_INSTANCE_PATH": str(tmp_path), "QA_LOG_LEVEL": "error"})
    app = build(settings)
    assert app.secret_key == (tmp_path / "secret.key").read_text()


def test_a_key_of_the_settings_takes_the_place_of_the_one_on_disk(tmp_path: Path) -> None:
    key = load_keyring(tmp_path / "other").reveal.decode()
    assert load_keyring(tmp_path, reveal_key=key).reveal == key.encode()
    assert not (tmp_path / "reveal.key").exists()
