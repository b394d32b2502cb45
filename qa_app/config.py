"""The settings: one typed table, read from the environment, wrong values stop the start."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from qa_app.core.errors import Misconfigured

KEY_BYTES = 32


def _text(value: str) -> str:
    return value.strip()


def _flag(value: str) -> bool:
    lowered = value.strip().lower()
    if lowered in {"1", "yes", "on", "true"}:
        return True
    if lowered in {"0", "no", "off", "false", ""}:
        return False
    raise ValueError("must be 1 or 0")


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        number = int(value)
        if not low <= number <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return number

    return read


def _choice(*options: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in options:
            raise ValueError(f"must be one of {', '.join(options)}")
        return value

    return read


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("must be a time zone such as Europe/Berlin")
    return ZoneInfo(value).key


def _key(value: str) -> str:
    try:
        known = len(base64.urlsafe_b64decode(value)) == KEY_BYTES
    except ValueError:
        known = False
    if value and not known:
        raise ValueError(f"must be {KEY_BYTES} bytes in URL-safe base64")
    return value


def _setting(name: str, default: str, read: Callable[[str], Any], about: str) -> Any:
    return field(metadata={"name": name, "default": default, "read": read, "about": about})


@dataclass(frozen=True)
class Settings:
    """All settings; each field names its variable, default, reader and meaning."""

    instance_path: str = _setting(
        "QA_INSTANCE_PATH", "", _text, "Folder of the instance; empty: `instance/` beside the code."
    )
    database_url: str = _setting(
        "DATABASE_URL",
        "",
        _text,
        "PostgreSQL as `postgresql://user:password@host/name`; empty: SQLite in the instance.",
    )
    jobs_url: str = _setting(
        "QA_JOBS_URL", "", _text, "Carrier of jobs: `redis://host:6379/0`; empty: SQLite file."
    )
    storage_url: str = _setting(
        "QA_STORAGE_URL", "", _text, "File store: `s3://bucket/prefix`; empty: instance folder."
    )
    whisper_model: str = _setting(
        "QA_WHISPER_MODEL",
        "small",
        _text,
        "Whisper model for recordings: a name that openai-whisper downloads once, or a path.",
    )
    engine: str = _setting(
        "QA_ENGINE",
        "whisper",
        _choice("whisper", "faster"),
        "What reads recordings: openai-whisper, or faster-whisper (extra `faster`).",
    )
    models_folder: str = _setting(
        "QA_MODELS_FOLDER",
        "",
        _text,
        "Folder of further checkpoints (`.pt`) that people may choose to transcribe again with.",
    )
    language: str = _setting(
        "QA_LANGUAGE", "", _text, "Language of the recordings (`en`, `de` …); empty: detected."
    )
    channel_speakers: str = _setting(
        "QA_CHANNEL_SPEAKERS",
        "agent-left",
        _choice("agent-left", "agent-right"),
        "Which channel of a stereo recording carries the agent.",
    )
    play_recordings: bool = _setting(
        "QA_PLAY_RECORDINGS",
        "1",
        _flag,
        "1: who may, hears recordings once they are muted where text is masked; 0: nobody does.",
    )
    mute_kinds: str = _setting(
        "QA_MUTE_KINDS",
        "all",
        _choice("all", "destroyed"),
        "What is muted in recordings: all that is masked, or cards, codes and passwords alone.",
    )
    keep_originals: bool = _setting(
        "QA_KEEP_ORIGINALS",
        "0",
        _flag,
        "1: keep original recordings, encrypted; 0: delete each once its muted copy exists.",
    )
    holding_key: str = _setting(
        "QA_HOLDING_KEY",
        "",
        _key,
        "Key that seals recordings until they are muted; empty: made in the instance folder.",
    )
    redaction_region: str = _setting(
        "QA_REDACTION_REGION", "US", _text, "Country whose phone numbers are written without +."
    )
    reveal_key: str = _setting(
        "QA_REVEAL_KEY", "", _key, "Key of masked originals; empty: made in the instance folder."
    )
    unknown_agents: str = _setting(
        "QA_UNKNOWN_AGENTS",
        "create",
        _choice("create", "refuse"),
        "An import names an unknown agent: create them without sign-in, or refuse the row.",
    )
    release: str = _setting(
        "QA_RELEASE",
        "now",
        _choice("now", "approval"),
        "A submitted evaluation reaches its agent at once, or after a lead's approval.",
    )
    undo_seconds: int = _setting(
        "QA_UNDO_SECONDS", "10", _whole(0, 600), "How long a submission can be taken back."
    )
    dispute_days: int = _setting(
        "QA_DISPUTE_DAYS", "7", _whole(1, 60), "Working days in which an agent may dispute."
    )
    flag_capacity_percent: int = _setting(
        "QA_FLAG_CAPACITY_PERCENT",
        "20",
        _whole(1, 50),
        "Share of interactions that people have the time to look at; the cut of flags follows it.",
    )
    flag_reasons_to_agents: bool = _setting(
        "QA_FLAG_REASONS_TO_AGENTS",
        "0",
        _flag,
        "1: agents see chance and reasons of a flag; that it was chosen by risk they see always.",
    )
    time_zone: str = _setting(
        "QA_TIME_ZONE", "UTC", _zone, "Time zone of people who have not chosen one."
    )
    demo: bool = _setting(
        "QA_DEMO", "1", _flag, "1: an empty instance is filled with the demo centre at first start."
    )
    host: str = _setting("QA_HOST", "127.0.0.1", _text, "Address that `qa serve` listens on.")
    port: int = _setting("QA_PORT", "8000", _whole(1, 65535), "Port that `qa serve` listens on.")
    web_workers: int = _setting("QA_WEB_WORKERS", "2", _whole(1, 64), "Web processes.")
    web_threads: int = _setting("QA_WEB_THREADS", "4", _whole(1, 64), "Threads per web process.")
    proxies: int = _setting(
        "QA_PROXIES", "0", _whole(0, 5), "Number of trusted reverse proxies in front."
    )
    cookie_secure: bool = _setting(
        "QA_COOKIE_SECURE", "0", _flag, "1: cookies are sent over HTTPS only."
    )
    session_idle_minutes: int = _setting(
        "QA_SESSION_IDLE_MINUTES", "480", _whole(5, 10080), "Signed out after so long unused."
    )
    session_hours: int = _setting(
        "QA_SESSION_HOURS", "24", _whole(1, 720), "Signed out after so long in any case."
    )
    max_upload_mb: int = _setting(
        "QA_MAX_UPLOAD_MB", "1024", _whole(1, 10240), "Largest upload in one request."
    )
    api_per_minute: int = _setting(
        "QA_API_PER_MINUTE",
        "300",
        _whole(1, 100_000),
        "Requests that one token of the API may make in a minute.",
    )
    watch_folder: str = _setting(
        "QA_WATCH_FOLDER",
        "",
        _text,
        "Folder whose files are imported as they arrive; empty: none is watched.",
    )
    room_mb: int = _setting(
        "QA_ROOM_MB",
        "500",
        _whole(0, 10**6),
        "Imports wait while the disk of the file store has less free space than this.",
    )
    waiting_recordings: int = _setting(
        "QA_WAITING_RECORDINGS",
        "5000",
        _whole(1, 10**6),
        "Imports of recordings wait while more than these wait for their text.",
    )
    log_level: str = _setting(
        "QA_LOG_LEVEL", "info", _choice("debug", "info", "warning", "error"), "How much is logged."
    )

    @property
    def instance(self) -> Path:
        """The instance folder, absolute."""
        if self.instance_path:
            return Path(self.instance_path).expanduser().resolve()
        return Path(__file__).resolve().parent.parent / "instance"

    @property
    def database(self) -> str:
        """The database URL as SQLAlchemy wants it."""
        url = self.database_url or f"sqlite:///{self.instance / 'quality-desk.db'}"
        for plain in ("postgresql://", "postgres://"):
            if url.startswith(plain):
                return "postgresql+psycopg://" + url.removeprefix(plain)
        return url

    @property
    def jobs(self) -> str:
        """The carrier's URL."""
        return self.jobs_url or f"sqlite:///{self.instance / 'queue.db'}"

    @property
    def storage(self) -> str:
        """The file store's URL."""
        return self.storage_url or f"file://{self.instance / 'files'}"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; Misconfigured with a sentence for a value that is wrong."""
    source = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    known = set()
    for entry in fields(Settings):
        meta = entry.metadata
        known.add(meta["name"])
        raw = source.get(meta["name"], meta["default"])
        try:
            values[entry.name] = meta["read"](raw)
        except ValueError as error:
            reason = str(error) if str(error).startswith("must") else "is not a whole number"
            shown = f"{len(raw)} characters long" if meta["read"] is _key else repr(raw)
            raise Misconfigured(f"{meta['name']} is {shown}: it {reason}.") from error
    unknown = sorted(n for n in source if n.startswith("QA_") and n not in known | ALSO_KNOWN)
    if unknown:
        raise Misconfigured(f"There is no setting called {unknown[0]}; see docs/settings.md.")
    settings = Settings(**values)
    _check_urls(settings)
    return settings


# Read by tests and benchmarks, not by the product.
ALSO_KNOWN = {"QA_DATA_DIR"}


def _check_urls(settings: Settings) -> None:
    if not settings.database.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise Misconfigured("DATABASE_URL must begin with postgresql:// or sqlite:///.")
    if not settings.jobs.startswith(("sqlite:///", "redis://", "rediss://")):
        raise Misconfigured("QA_JOBS_URL must begin with redis:// or sqlite:///.")


def settings_table() -> list[tuple[str, str, str]]:
    """(variable, default, meaning) of every setting, in order, for docs and `qa doctor`."""
    return [
        (e.metadata["name"], e.metadata["default"], e.metadata["about"]) for e in fields(Settings)
    ]
