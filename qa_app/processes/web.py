"""The web process: gunicorn with threads, its settings in one place."""

from __future__ import annotations

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from qa_app import create_app
from qa_app.config import Settings


class WebApplication(BaseApplication):
    """Gunicorn with our application: one that is there already, else each worker builds its own."""

    def __init__(self, options: dict[str, Any], built: Flask | None) -> None:
        self.options = options
        self.built = built
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn our options."""
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self) -> Flask:
        """The application of one worker."""
        return self.built or create_app()


def run(settings: Settings, host: str, port: int, built: Flask | None = None) -> None:
    """Serve until a signal ends the process; `built` is an application that holds nothing open."""
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
        },
        built,
    ).run()
