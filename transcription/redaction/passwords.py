"""Finds passwords, passphrases and PINs, which only the words before them give away."""

import re
from collections.abc import Iterator

from transcription.redaction.kinds import Kind
from transcription.redaction.page import Found, Page

_CUE = r"pass ?word|pass ?code|pass ?phrase|pwd|pin(?: ?(?:code|number))?"
_CUES = rf"{_CUE}|passwort|kennwort|mot de passe"
_SAYS = re.compile(
    rf"\b(?:{_CUES})(?:[ \t]{{1,3}}(?:for|to|on|of)(?:[ \t]{{1,3}}[^\s\0]{{1,30}}){{1,4}}?)?"
    r"(?:[ \t]{0,3}(?P<mark>[:=]|-+>?(?=[ \t]))"
    r"|(?P<verb>'s|[ \t]{1,3}(?:is|was|will be|to|lautet|ist|est))"
    r"(?P<colon>[:=])?)[ \t]{1,3}"
    r"(?:(?:now|currently|just|all lower ?case|still)[ \t]{1,3})?"
    r"(?:[\"“«](?P<quoted>[^\n\0\"”»]{1,64})|(?P<value>[^\s\0\"“”]{2,64}))",
    re.IGNORECASE,
)
_MARKED = re.compile(rf"\b(?:{_CUES})[:=](?P<value>[^\s\0]{{2,64}})", re.IGNORECASE)
# "Passcode swordfish": with no verb between.
_BARE = re.compile(
    rf"\b(?:(?P<phrase>pass ?code|pass ?phrase)|{_CUES})[ \t]{{1,3}}"
    r"(?P<value>[^\s\0\"“”]{4,64})(?=(?P<rest>\s{0,3}\S?))",
    re.IGNORECASE,
)
_ASKED = re.compile(
    rf"\b(?:{_CUE})[^\n.!\0]{{0,40}}\?[ \t]{{0,3}}\n?[ \t]{{0,3}}"
    r"(?:(?:sure|yes|yeah|ok|okay|it'?s|it is|its|that'?s|that is|of course)[,.:]?[ \t]{1,3}){0,3}"
    r"(?P<value>[^\s\0]{3,64})(?P<rest>[^\n]{0,12})",
    re.IGNORECASE,
)
_PIN = re.compile(r"\bpin(?: ?(?:code|number))?\b", re.IGNORECASE)
_PIN_REACH = 30
# Words that follow "the password is" without being one.
_ORDINARY = re.compile(
    r"a|an|the|my|your|our|not|no|now|incorrect|wrong|invalid|expired|correct|"
    r"right|weak|strong|required|needed|locked|blocked|reset|being|been|case|too|"
    r"to|in|on|at|for|from|sent|sensitive|working|changed|updated|different|same|"
    r"stored|kept|never|always|also|only|still|already|just|something|anything|"
    r"nothing|what|it|that|this|please|secure|safe|private|secret|unknown|"
    r"important|optional|missing|empty|blank|long|short|old|new|temporary|default|"
    r"set|used|valid|accepted|rejected|recognized|recognised|saved|shown|hidden|"
    r"there|here|with|by|and|or|but|yes|yeah|sure|okay|ok|nope|hello|thanks|"
    r"thank|sorry|maybe|hmm|because|so|if|when|where|who|why|how|can|could|"
    r"would|should|will|do|does|did|have|has|i|we|you|they|he|she|is|are|was|"
    r"were",
    re.IGNORECASE,
)
# Words that follow a bare "passcode" without being one.
_BESIDE = re.compile(
    r"\w+ly|lock|screen|field|box|option|protection|protected|manager|again|anymore|yesterday|today"
    r"|tomorrow|first|instead|either|email|page|link|settings|prompt|entry|error|change|recovery"
    r"|request|then|before|after|number|login|itself|lautet",
    re.IGNORECASE,
)
# What ends the sentence, not the password; "!" and "?" may well belong to it, so they go too.
_TRAILING = ".,;:)\"'”’»"


def find(page: Page) -> Iterator[Found]:
    """Yield the passwords and PINs of a page."""
    if not page.mentions("pass", "pwd", "pin", "kennwort"):
        return
    for match in _SAYS.finditer(page.text):
        if match["quoted"]:
            yield Found(Kind.PASSWORD, *match.span("quoted"))
        elif match["mark"] or match["colon"] or _looks_chosen(page.text, match):
            yield from _value(match)
    for match in _MARKED.finditer(page.text):
        yield from _value(match)
    for match in _BARE.finditer(page.text):
        if _is_bare(match):
            yield from _value(match)
    for match in _ASKED.finditer(page.text):
        if _looks_like_answer(match["value"], match["rest"]):
            yield from _value(match)
    yield from _pins(page)


def _value(match: re.Match[str]) -> Iterator[Found]:
    value = match["value"].rstrip(_TRAILING)
    if value:
        start = match.start("value")
        yield Found(Kind.PASSWORD, start, start + len(value))


def _looks_chosen(text: str, match: re.Match[str]) -> bool:
    """Whether what follows "the password is" is the password and not a word about it."""
    value = match["value"].rstrip(_TRAILING)
    if match["verb"].strip().lower() in ("ist", "est"):
        return _is_made_up(value)  # "Ist falsch", "est incorrect": only what no word can be.
    if not value or _ORDINARY.fullmatch(value) or match["verb"].strip() == "to":
        return _is_mixed(value)
    after = text[match.start("value") + len(value) :][:1]
    return _is_mixed(value) or after in ("", "\n", *_TRAILING)


def _is_bare(match: re.Match[str]) -> bool:
    """Whether a password stands right behind its name: no word, or the last one of a statement."""
    value = match["value"].rstrip(_TRAILING)
    if _is_made_up(value):
        return True
    is_last = match["value"] != value or not match["rest"].strip()
    is_word = _ORDINARY.fullmatch(value) or _BESIDE.fullmatch(value)
    return bool(match["phrase"]) and is_last and value.isalpha() and not is_word


def _is_made_up(value: str) -> bool:
    """Whether letters and digits are mixed, as in no word."""
    return len(value) >= 6 and any(map(str.isdigit, value)) and any(map(str.isalpha, value))


def _looks_like_answer(value: str, rest: str) -> bool:
    value = value.rstrip(_TRAILING)
    return _is_mixed(value) or (not rest.strip() and not _ORDINARY.fullmatch(value))


def _is_mixed(value: str) -> bool:
    return any(not char.isalpha() and char not in "'’-" for char in value)


def _pins(page: Page) -> Iterator[Found]:
    for cue in _PIN.finditer(page.text):
        for run in page.after(cue.end(), _PIN_REACH):
            between = page.text[cue.end() : run.start]
            if "\0" in between or ". " in between:
                break
            if 4 <= len(run.digits) <= 8:
                yield Found(Kind.PASSWORD, run.start, run.end)
            break
