"""The fixed phrases that structure features and spotlights listen for, in English and German."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

GREETING = "greeting"
VERIFICATION = "verification"
NEXT_STEP = "next_step"
ESCALATION = "escalation"
REPEATING = "repeating"
APOLOGY = "apology"
APPROVAL = "approval"
REFUSAL = "refusal"
CANNOT = "cannot"

# Written as said; any number is "#", because words.py turns every number into "#".
ENGLISH: Mapping[str, str] = {
    GREETING: "hello|hi|hey|good day|good morning|good afternoon|good evening|welcome|"
    "thanks for calling|thank you for calling|thanks for contacting|thank you for contacting|"
    "dear|greetings",
    VERIFICATION: "your name please|may i have your name|confirm your|verify your|date of birth|"
    "security question|your postcode|your zip code|customer number|account number|order number|"
    "booking number|reference number|for security|can you confirm|could you confirm",
    NEXT_STEP: "you will receive|you'll receive|you will get|you'll get|i will send|i'll send|"
    "we will send|we'll send|i will call|i'll call|we will call|we'll call|i will email|"
    "i'll email|within # hours|within # days|within # minutes|# hours|# business days|"
    "# working days|by tomorrow|by monday|by friday|by the end of|next step|next steps|"
    "follow up|following up|i have forwarded|i've forwarded|i have arranged|i've arranged|"
    "i have booked|i've booked|i have refunded|i've refunded|is confirmed|has been confirmed|"
    "get back to you|keep you posted|let you know|have booked|booking was successful|"
    "reservation was successful|reference number is|successfully booked",
    ESCALATION: "supervisor|manager|complaint|complain|cancel my|cancelling|canceling|lawyer|"
    "solicitor|sue|ombudsman|trading standards|consumer protection|unacceptable|ridiculous|"
    "speak to someone|speak to somebody|talk to someone|real person|close my account|"
    "switch provider|never again|worst|disgrace|press|bad review",
    REPEATING: "i already|already told|already said|already sent|already explained|as i said|"
    "like i said|i told you|told you|third time|second time|# times|once again|"
    "i asked|asked you|still not|still waiting|still have not|still haven't|same problem|"
    "same issue|you don't understand|you do not understand|not what i asked|that's not what",
    APOLOGY: "sorry|apologise|apologize|apologies|afraid",
    APPROVAL: "thanks|thank|cheers|great|perfect|good|nice|awesome|excellent|wonderful|love|"
    "sounds|helps|yes|yeah|yep|alright|sure|ok|okay",
    REFUSAL: "no|not|nope|never|nothing|don't|dont|can't|won't|didn't|doesn't|isn't|wasn't|but|"
    "wrong|actually|instead|nevermind",
    CANNOT: "unable|unfortunately|cannot|can't|couldn't|could not|can not|failed|not available|"
    "not possible|don't have|do not have|don't know|do not know|not sure|no|none|haven't",
}
GERMAN: Mapping[str, str] = {
    GREETING: "hallo|guten tag|guten morgen|guten abend|herzlich willkommen|willkommen|grüß gott|"
    "moin|vielen dank für ihren anruf|danke für ihre nachricht|sehr geehrte|sehr geehrter|liebe",
    VERIFICATION: "ihren namen|ihr geburtsdatum|geburtsdatum|kundennummer|vertragsnummer|"
    "bestellnummer|auftragsnummer|rechnungsnummer|ihre postleitzahl|zur sicherheit|"
    "bestätigen sie|sicherheitsfrage",
    NEXT_STEP: "sie erhalten|sie bekommen|ich schicke|wir schicken|ich sende|wir senden|"
    "ich rufe|wir rufen|innerhalb von|in # tagen|in # stunden|# werktage|# werktagen|bis morgen|"
    "bis montag|bis freitag|bis ende|nächster schritt|nächsten schritte|ich habe weitergeleitet|"
    "weitergeleitet|ich melde mich|wir melden uns|ist bestätigt|habe ich gebucht|"
    "habe ich erstattet|gebe ihnen bescheid",
    ESCALATION: "vorgesetzten|vorgesetzter|chef|teamleiter|beschwerde|beschweren|kündigen|"
    "kündigung|anwalt|verbraucherzentrale|verbraucherschutz|schlichtungsstelle|unverschämt|"
    "unverschämtheit|inakzeptabel|frechheit|echten menschen|anbieter wechseln|nie wieder|"
    "lächerlich|schlechte bewertung",
    REPEATING: "habe ich schon|hab ich schon|habe ich bereits|schon gesagt|bereits gesagt|"
    "schon geschickt|schon erklärt|wie gesagt|zum dritten mal|zum zweiten mal|# mal|noch einmal|"
    "nochmal|immer noch|noch immer|gleiche problem|selbe problem|sie verstehen nicht|"
    "das war nicht meine frage",
    APOLOGY: "entschuldigung|entschuldigen|tut mir leid|bedauere|leider|verzeihung",
    APPROVAL: "danke|dankeschön|dank|super|perfekt|prima|gut|schön|toll|klasse|freut|ja|gerne|"
    "okay|ok|stimmt|passt",
    REFUSAL: "nein|nicht|nie|niemals|nichts|kein|keine|keinen|aber|falsch|sondern|stattdessen",
    CANNOT: "leider|kann ich nicht|können wir nicht|nicht möglich|geht nicht|weiß ich nicht|"
    "nicht verfügbar|keine|kein|nein|konnte nicht|konnten nicht",
}
SHIPPED = {"en": ENGLISH, "de": GERMAN}

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Phrases by first word, so that one pass over a turn's words finds all kinds at once."""

    by_first: Mapping[str, tuple[tuple[Words, str], ...]]

    def found(self, words: Sequence[str]) -> Iterable[tuple[str, int, int]]:
        """Yield (kind, first word, word after the last) for every phrase within the words."""
        for i, word in enumerate(words):
            for phrase, kind in self.by_first.get(word, ()):
                n = len(phrase)
                if n == 1 or tuple(words[i : i + n]) == phrase:
                    yield kind, i, i + n


def book(phrases: Iterable[tuple[str, Words]]) -> Phrasebook:
    """Build a phrasebook from (kind, words) pairs; phrases without a word are left out."""
    by_first: dict[str, list[tuple[Words, str]]] = {}
    for kind, phrase in phrases:
        if phrase:
            by_first.setdefault(phrase[0], []).append((phrase, kind))
    return Phrasebook({first: tuple(found) for first, found in by_first.items()})


def _shipped(lists: Iterable[Mapping[str, str]]) -> Phrasebook:
    return book(
        (kind, tuple(phrase.split()))
        for kinds in lists
        for kind, line in kinds.items()
        for phrase in line.split("|")
    )


_BOOKS = {language: _shipped([kinds]) for language, kinds in SHIPPED.items()}
_ALL = _shipped(SHIPPED.values())


def phrasebook(language: str | None) -> Phrasebook | None:
    """The book of a language tag ("de-AT" → German); all of them if unknown; None if not shipped.

    None matters: in a language without phrases, "no next step heard" must not be claimed.
    """
    if not language:
        return _ALL
    return _BOOKS.get(language.lower().replace("_", "-").split("-")[0])
