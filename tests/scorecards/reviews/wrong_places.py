"""Where a page says that something is wrong: the field with the focus, and where the list links."""

from __future__ import annotations

import re


def shown_wrong(page: str) -> list[tuple[str, str]]:
    """For each field with the focus: its id, and the one that the list of errors links to."""
    fields = [tag for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", page)
              if " autofocus" in tag]  # fmt: skip
    links = re.findall(r'<li><a href="#([^"]+)">', page.rsplit("data-error-list", maxsplit=1)[-1])
    return [(_of(tag, "id"), link) for tag, link in zip(fields, links, strict=True)
            if f"e-{_of(tag, 'id')}" in _of(tag, "aria-describedby").split()]  # fmt: skip


def _of(tag: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', tag)
    return found[1] if found else ""
