"""Phrases are found word by word, per language, and not where no list is shipped."""

from scorecards.flagging.phrases import ESCALATION, NEXT_STEP, book, phrasebook
from scorecards.flagging.words import words


def found(text: str, language: str | None) -> set[tuple[str, int, int]]:
    lookup = phrasebook(language)
    assert lookup is not None
    return set(lookup.found(words(text)))


def test_a_phrase_of_several_words_with_a_number() -> None:
    assert (NEXT_STEP, 3, 6) in found("We call you within 24 hours.", "en")


def test_a_phrase_needs_all_of_its_words() -> None:
    assert not {k for k, _, _ in found("We call you within reason.", "en")} & {NEXT_STEP}


def test_german_with_a_region() -> None:
    assert (ESCALATION, 3, 4) in found("Ich möchte meinen Vorgesetzten sprechen", "de-AT") | found(
        "Ich will den Vorgesetzten sprechen", "de_AT"
    )


def test_an_unknown_language_is_tried_in_all() -> None:
    assert (ESCALATION, 2, 3) in found("Ich will kündigen", None)


def test_a_language_without_phrases_has_no_book() -> None:
    assert phrasebook("pl") is None


def test_an_empty_phrase_is_left_out() -> None:
    assert list(book([("x", ())]).found(("any",))) == []
