"""`python -m qa_app.cli`: the same as `qa`, for the supervisor's children."""

from __future__ import annotations

from qa_app.cli.main import main

main()
