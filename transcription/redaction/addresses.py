"""Finds postal addresses of persons, where words before them say that somebody lives there.

A street with a number alone is as often a shop's or a restaurant's: without such words ("my address
is", "I live at", "deliver it to") nothing is masked. English, German, French and Dutch forms.
"""

import re
from collections.abc import Iterator

from transcription.redaction.kinds import Kind
from transcription.redaction.numerals import DIGIT_WORDS
from transcription.redaction.page import Found, Page

_CUE = re.compile(
    r"\b(?:(?:my|our|your|home|delivery|shipping|billing|postal|mailing|new|old) address"
    r"|i live|i moved to|(?:deliver|ship|send|post|mail)(?:ed|ing)? (?:it |them |this |that"
    r" |the \w+ )?to|(?:meine|ihre|neue|liefer|rechnungs)\s?(?:adresse|anschrift)"
    r"|ich wohne|wir wohnen"
    r"|(?:mon|votre) adresse|j'habite|nous habitons|(?:mijn|uw) adres|ik woon|wij wonen)\b",
    re.IGNORECASE,
)
_REACH = 60
_NAME = r"[^\W\d_](?:[\w'.-]{0,29}\w)?"
_CITY = rf"{_NAME}(?:[ -]{_NAME}){{0,2}}"
_SAID = rf"(?:{DIGIT_WORDS})(?:[ -](?:{DIGIT_WORDS})){{0,3}}"
_ENGLISH = (
    rf"(?:\d{{1,5}}[A-Za-z]?|{_SAID}) (?:{_NAME} ){{1,4}}?"
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|boulevard|blvd|way|place|pl|square"
    r"|terrace|close|crescent|gardens|grove|hill|highway|parkway|row)\b\.?"
    r"(?:,? (?:apt|apartment|flat|unit|suite|#)\.? ?\w{1,5})?"
    rf"(?:(?:,? {_CITY})?,? (?:(?:[A-Z]{{2}} )?\d{{5}}(?:-\d{{4}})?"
    r"|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b)?"
)
_GERMAN = (
    rf"(?:{_NAME}[ -])?(?:{_NAME})?(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer)"
    rf" ?\d{{1,4}} ?[a-z]?\b(?:,? (?:in )?\d{{5}} {_NAME}(?: am {_NAME})?)?"
)
_FRENCH = (
    rf"\d{{1,4}}(?: bis| ter)?,? (?:rue|avenue|boulevard|place|chemin|allée|impasse|quai|cours)"
    rf"(?: (?:de la|de l'|des|du|de|d'))?(?: ?{_NAME}){{1,4}}?(?:,? (?:à )?\d{{5}} {_NAME})?"
    r"(?=[,.;!?\n]|\Z)"
)
_DUTCH = (
    rf"(?:{_NAME} )?{_NAME}(?:straat|laan|weg|plein|gracht|kade|dijk|singel|hof)"
    rf" \d{{1,4}} ?[a-z]?\b(?:,? (?:in )?\d{{4}} ?[A-Z]{{2}}\b(?:,? {_NAME})?)?"
)
_ADDRESS = re.compile("|".join((_GERMAN, _DUTCH, _FRENCH, _ENGLISH)), re.IGNORECASE)


def find(page: Page) -> Iterator[Found]:
    """Yield the addresses of a page."""
    if not page.mentions(
        "addres", "adres", "live", "moved", "to ", "anschrift", "wohne", "habit", "woon"
    ):
        return
    for cue in _CUE.finditer(page.text):
        found = _ADDRESS.search(page.text, max(cue.end(), page.begin), cue.end() + _REACH + 120)
        if found and found.start() - cue.end() <= _REACH and "\0" not in found.group():
            yield Found(Kind.ADDRESS, found.start(), found.end())
