"""Tests of pieces of a page that are rendered once a language."""

from __future__ import annotations

from flask import Flask
from flask_babel import Babel, force_locale

from qa_app.web.constant import ConstantExtension

TEMPLATE = "{% constant %}<p>{{ count() }} & {{ '<' }}</p>{% endconstant %}"


def made() -> Flask:
    """An application whose templates may hold constant pieces."""
    app = Flask(__name__)
    Babel(app)
    app.jinja_env.add_extension(ConstantExtension)
    return app


def test_a_piece_is_rendered_once_a_language_and_escaped_once() -> None:
    app, counted = made(), iter(range(9))
    app.jinja_env.globals["count"] = lambda: next(counted)
    template = app.jinja_env.from_string(TEMPLATE)
    with app.test_request_context():
        assert [template.render() for _ in range(3)] == ["<p>0 & &lt;</p>"] * 3
        with force_locale("de"):
            assert [template.render() for _ in range(2)] == ["<p>1 & &lt;</p>"] * 2
        assert template.render() == "<p>0 & &lt;</p>"


def test_pieces_of_one_template_are_told_apart() -> None:
    app = made()
    words = "{% constant %}a{% endconstant %}{% constant %}b{% endconstant %}"
    template = app.jinja_env.from_string(words)
    with app.test_request_context():
        assert [template.render() for _ in range(2)] == ["ab", "ab"]


def test_who_works_on_templates_sees_each_change() -> None:
    app, counted = made(), iter(range(9))
    app.jinja_env.auto_reload = True
    app.jinja_env.globals["count"] = lambda: next(counted)
    template = app.jinja_env.from_string(TEMPLATE)
    with app.test_request_context():
        assert [template.render() for _ in range(2)] == ["<p>0 & &lt;</p>", "<p>1 & &lt;</p>"]
