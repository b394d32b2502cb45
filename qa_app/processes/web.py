"""The web process: gunicorn with threads, its settings in one place."""

from __future__ import annotations

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from qa_app import create_app
from qa_app.config import Settings


class WebApplication(BaseApplication):
    """Gunicorn that loads our application inside each of its workers."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn our options."""
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self) -> Flask:
        """The application of one worker."""
        return create_app()


def run(settings: Settings, host: str, port: int) -> None:
    """Serve until a signal ends the process."""
    WebApplication(
        {
            "bind": f"{host}:{port}",
            "workers": settings.web_workers,
            "threads": settings.web_threads,
            "worker_class": "gthread",
            "timeout": 120,
            "graceful_timeout": 10,
            "keepalive": 30,
            "loglevel": "warning",
            "proc_name": "quality-desk-web",
            "worker_tmp_dir": None,
            "control_socket_disable": True,
        }
    ).run()
