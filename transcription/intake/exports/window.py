"""Holds the part of a long JSON text that is being looked at, and finds where values end in it."""

import re
from collections.abc import Iterator

ENTRY_CHARACTERS = 32 * 1024 * 1024
_KEPT_CHARACTERS = 1024 * 1024
_BLANKS = " \t\r\n\ufeff"
_BLANK = re.compile(f"[{_BLANKS}]*")
# A string ends at its quote, or, since none may hold a line break, at the end of its line.
_TOKEN = re.compile(r'"(?:[^"\\\n]+|\\[^\n])*(?P<end>["\n]?)|[{}\[\]]')
_SCALAR = re.compile(r"[^\s,:{}\[\]\"]+")
_IN_LIST = re.compile(rf"[\[,][{_BLANKS}]*(?=\{{)")
_AT_LINE = re.compile(rf"\n[{_BLANKS}]*(?=\{{)")
_MOST_BLANKS = 1_000
_PAIRS = {"}": "{", "]": "["}


class Broken(Exception):
    """A value whose end cannot be found."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Window:
    """A text that grows as it is read and forgets what lies behind."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        self._is_done = False
        self._line, self._column = 1, 1
        self.text = ""
        self.at = 0

    def more(self) -> bool:
        """Read on, by as much again as is held; False at the end of the file."""
        wanted, pieces = max(1, len(self.text)), []
        while wanted > 0 and not self._is_done:
            piece = next(self._chunks, "")
            self._is_done = not piece
            pieces.append(piece)
            wanted -= len(piece)
        if not any(pieces):
            return False
        self.text = "".join((self.text, *pieces))
        return True

    def forget(self) -> None:
        """Let go of what lies behind, once it is worth the copying."""
        if self.at >= _KEPT_CHARACTERS or (self.at and self.at * 2 > len(self.text)):
            self._line, self._column = self.place(self.at)
            self.text, self.at = self.text[self.at :], 0

    def place(self, at: int) -> tuple[int, int]:
        """The line and column of a position, from 1."""
        breaks = self.text.count("\n", 0, at)
        if not breaks:
            return self._line, self._column + at
        return self._line + breaks, at - self.text.rfind("\n", 0, at)

    def step(self) -> None:
        """Pass over one character."""
        self.at += 1

    def peek(self, at: int | None = None) -> str:
        """The next character that is no blank, from here or from `at`; "" at the end."""
        begin = self.at if at is None else at
        while True:
            blank = _BLANK.match(self.text, begin)
            begin = blank.end() if blank else begin
            if begin < len(self.text):
                break
            if at is None:
                self.at = begin
                self.forget()
                begin = self.at
            if not self.more():
                return ""
        if at is None:
            self.at = begin
        return self.text[begin]

    def end_of(self, begin: int, *, keeps: bool = True) -> int:
        """Where the value that begins at `begin` ends.

        Without `keeps` what lies behind is let go of meanwhile, and the end counts from there.
        Raises Broken where brackets do not close or the value is longer than an entry may be.
        """
        if self.text[begin] not in "{[":
            return self._end_of_scalar(begin)
        open_: list[str] = []
        at = begin
        while True:
            token = _TOKEN.search(self.text, at)
            if token is None or token["end"] == "" and token[0][0] == '"':
                at = token.start() if token else len(self.text)
                if not keeps:
                    at = self._let_go(at)
                elif at - begin > ENTRY_CHARACTERS or len(self.text) - begin > 2 * ENTRY_CHARACTERS:
                    raise Broken(f"is longer than {ENTRY_CHARACTERS:,} characters")
                if not self.more():
                    raise Broken("is not closed")
                continue
            at = token.end()
            mark = token[0]
            if mark in "{[":
                open_.append(mark)
            elif mark in _PAIRS:
                if open_.pop() != _PAIRS[mark]:
                    raise Broken(f"closes with {mark} what {_PAIRS[mark]} did not open")
                if not open_:
                    return at

    def openings(self, begin: int, is_top: bool) -> Iterator[int]:
        """Where objects may begin behind a position: after a comma or bracket, or on a line."""
        pattern = _AT_LINE if is_top else _IN_LIST
        at = begin
        while True:
            found = pattern.search(self.text, at)
            if found is None:
                at = max(begin, at, len(self.text) - _MOST_BLANKS)
                if len(self.text) - begin > ENTRY_CHARACTERS or not self.more():
                    return
                continue
            at = found.end()
            yield at

    def _let_go(self, at: int) -> int:
        if at < _KEPT_CHARACTERS:
            return at
        self.at = at
        self.forget()
        return self.at

    def _end_of_scalar(self, begin: int) -> int:
        is_text = self.text[begin] == '"'
        while True:
            found = (_TOKEN if is_text else _SCALAR).match(self.text, begin)
            if found is None:
                raise Broken("is not JSON")
            if len(self.text) - begin > 2 * ENTRY_CHARACTERS:
                raise Broken(f"is longer than {ENTRY_CHARACTERS:,} characters")
            if found.end() < len(self.text) or (is_text and found["end"]) or not self.more():
                return found.end()
