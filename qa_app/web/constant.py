"""The template tag `constant`: a piece of a page that depends on nothing but the language.

    {% constant %}<p>{{ _("Always the same words") }}</p>{% endconstant %}

It is rendered once a process and language. Nothing of the request, the person or the data may
stand in it, the nonce of the page included: what does not hold for everybody goes outside.
"""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import get_locale
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup


class ConstantExtension(Extension):
    """Reads the tag and keeps what was rendered, by template, line and language."""

    tags = {"constant"}

    def parse(self, parser: Parser) -> nodes.Node:
        """A call that renders the body only where it is not known yet."""
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endconstant",), drop_needle=True)
        # Two of them may stand on one line: they are told apart by what they say.
        place = nodes.Const(f"{parser.filename or parser.name}:{line}:{body!r}")
        call = self.call_method("_known", [place])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _known(self, place: str, caller: Callable[[], str]) -> Markup:
        pieces: dict[tuple[str, str], Markup] = self.environment.__dict__.setdefault(
            "constant_pieces", {}
        )
        key = place, str(get_locale())
        # Who works on a template wants to see what it says now.
        if key not in pieces or self.environment.auto_reload:
            pieces[key] = Markup(caller())  # noqa: S704 - rendered by an escaping template
        return pieces[key]
