"""Templates compiled once an installation, as Python itself keeps its modules.

Compiling all of them takes seconds and leaves megabytes behind in each process that does it. `make
setup` does it (`python -m qa_app.processes.compiling`); what is not compiled, or has changed
since, is compiled where it is needed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "compiled"
# What a template becomes depends on these too.
RULES = ("constant.py", "formatting.py", "templating.py")


class CompiledTemplates(FileSystemBytecodeCache):
    """Reads what setup has written; while serving nothing is ever written beside the code."""

    def __init__(self, folder: Path = FOLDER, *, writes: bool = False) -> None:
        rules = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in RULES))
        super().__init__(str(folder), f"%s-{rules.hexdigest()[:16]}.jinja")
        self.writes = writes

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, during setup only."""
        if self.writes:
            super().dump_bytecode(bucket)


def compile_all(app: Flask, folder: Path = FOLDER) -> int:
    """Compile every template of the application into the folder anew; gives their number."""
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.jinja"):
        path.unlink()
    environment = app.jinja_env
    environment.bytecode_cache = CompiledTemplates(folder, writes=True)
    names = environment.list_templates()
    for name in names:
        environment.get_template(name)
    return len(names)


def load_compiled(app: Flask) -> int:
    """Load what setup has compiled, for all processes that are forked from this one."""
    environment = app.jinja_env
    cache, loader, loaded = environment.bytecode_cache, environment.loader, 0
    assert cache is not None
    assert loader is not None
    for name in environment.list_templates():
        source, path, _ = loader.get_source(environment, name)
        if cache.get_bucket(environment, name, path, source).code is not None:
            environment.get_template(name)
            loaded += 1
    return loaded
