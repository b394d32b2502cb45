"""Makes plain text of the HTML of letters and messages, as a reader would see it."""

import re
from html.parser import HTMLParser

MOST_CHARACTERS = 2_000_000
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt",
    "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul",
})  # fmt: skip
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"})
_UNSEEN = frozenset({"head", "noscript", "script", "style", "svg", "template", "title"})
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")
_TAG = re.compile(r"<(?:/?[a-z][a-z0-9]*[\s/>]|!--|!doctype)", re.IGNORECASE)
_MOST_QUOTES = 5


def is_html(text: str) -> bool:
    """Whether text holds a tag."""
    return _TAG.search(text) is not None


def plain(html: str) -> str:
    """The words of HTML with line breaks between its blocks; what is quoted begins with "> ".

    Scripts, styles, comments and pictures are left out, of links the words are kept. Takes time in
    proportion to the length, whatever stands in it; of more than MOST_CHARACTERS the rest is cut.
    """
    reader = _Reader()
    reader.feed(_harmless(html[:MOST_CHARACTERS]))
    reader.close()
    return reader.text()


def plain_if_html(text: str) -> str:
    """The words of text that may be HTML or not."""
    return plain(text) if is_html(text) else text


def _harmless(html: str) -> str:
    """Without what makes the parser of the library look through the rest again and again.

    Those are comments and declarations, which nobody reads, and a "<" that is never closed.
    """
    end = html.rfind(">") + 1
    last_comment = html.rfind("-->")
    pieces, at = [], 0
    while (begin := html.find("<", at, end)) >= 0:
        pieces.append(html[at:begin])
        follows = html[begin + 1 : begin + 2]
        if follows in ("!", "?"):
            is_comment = html.startswith("<!--", begin) and begin < last_comment
            closing = "-->" if is_comment else ">"
            at = html.find(closing, begin) + len(closing)
        else:
            pieces.append("<" if follows == "/" or follows.isalpha() else "&lt;")
            at = begin + 1
    return "".join((*pieces, html[at:end], html[max(at, end) :].replace("<", "&lt;")))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = self._unseen = self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        if tag in _BLOCKS:
            self._break(spaced=tag in _SPACED)
        self._pre += tag == "pre"
        self._quotes += tag == "blockquote"
        if tag == "li":
            self._line.append("- ")
        elif tag in {"td", "th"}:
            self._line.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if tag in _BLOCKS and tag != "br":
            self._break(spaced=tag in _SPACED)
        self._pre = max(0, self._pre - (tag == "pre"))
        self._quotes = max(0, self._quotes - (tag == "blockquote"))

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if not self._pre:
            self._line.append(data)
            return
        first, *others = data.split("\n")
        self._line.append(first)
        for line in others:
            self._end()
            self._line.append(line)

    def text(self) -> str:
        """All lines, with no more than one empty one between them."""
        self._end()
        return re.sub(r"(?:\n(?:> )*){3,}", "\n\n", "\n".join(self._lines)).strip()

    def _break(self, *, spaced: bool) -> None:
        if "".join(self._line).strip():
            self._end()
        if spaced and self._lines and self._lines[-1]:
            self._lines.append("")

    def _end(self) -> None:
        line = "".join(self._line)
        line = line.rstrip() if self._pre else _BLANKS.sub(" ", line).strip()
        mark = "> " * min(self._quotes, _MOST_QUOTES) if line else ""
        if line or (self._lines and self._lines[-1]):
            self._lines.append(mark + line)
        self._line.clear()
