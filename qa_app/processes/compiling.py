"""`python -m qa_app.processes.compiling`: a step of `make setup`."""

from __future__ import annotations

import tempfile

from qa_app import create_app
from qa_app.config import load_settings
from qa_app.web.compiled_templates import compile_all


def main() -> None:
    """Compile the templates of this installation; an instance is needed only for its shape."""
    with tempfile.TemporaryDirectory() as instance:
        compile_all(create_app(load_settings({"QA_INSTANCE_PATH": instance})))


if __name__ == "__main__":
    main()
