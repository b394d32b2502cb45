"""Templates that setup has compiled: used as they are, never stale, never written while serving."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from jinja2 import DictLoader

from qa_app import create_app
from qa_app.config import load_settings
from qa_app.web import compiled_templates
from qa_app.web.compiled_templates import CompiledTemplates, compile_all, load_compiled


def made(folder: Path, **templates: str) -> Flask:
    """An application with such templates that reads what is compiled in the folder."""
    app = Flask(__name__)
    app.jinja_env.loader = DictLoader({f"{name}.html": text for name, text in templates.items()})
    app.jinja_env.bytecode_cache = CompiledTemplates(folder)
    return app


def test_what_was_compiled_is_loaded_and_says_the_same(tmp_path: Path) -> None:
    assert compile_all(made(tmp_path, a="{{ 1 + 1 }}", b="two"), tmp_path) == 2
    app = made(tmp_path, a="{{ 1 + 1 }}", b="two")
    assert load_compiled(app) == 2
    assert app.jinja_env.get_template("a.html").render() == "2"


def test_a_changed_template_is_compiled_anew_and_not_kept_while_serving(tmp_path: Path) -> None:
    compile_all(made(tmp_path, a="old", b="two"), tmp_path)
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    app = made(tmp_path, a="new", b="two")
    assert load_compiled(app) == 1
    assert app.jinja_env.get_template("a.html").render() == "new"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == kept


def test_other_rules_of_compiling_make_everything_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compile_all(made(tmp_path, a="one"), tmp_path)
    (tmp_path / "constant.py").write_text("# changed")
    monkeypatch.setattr(compiled_templates, "HERE", tmp_path)
    monkeypatch.setattr(compiled_templates, "RULES", ("constant.py",))
    assert load_compiled(made(tmp_path, a="one")) == 0


def test_without_setup_templates_are_compiled_where_they_are_needed(tmp_path: Path) -> None:
    app = made(tmp_path / "nowhere", a="one")
    assert load_compiled(app) == 0
    assert app.jinja_env.get_template("a.html").render() == "one"


@pytest.mark.slow
def test_every_template_of_the_product_is_compiled(tmp_path: Path) -> None:
    """In an application of its own: what is compiled here goes into a folder of the test."""
    app = create_app(load_settings({"QA_INSTANCE_PATH": str(tmp_path / "instance")}))
    assert compile_all(app, tmp_path / "compiled") == len(app.jinja_env.list_templates())
    assert len(list((tmp_path / "compiled").iterdir())) == len(app.jinja_env.list_templates())
