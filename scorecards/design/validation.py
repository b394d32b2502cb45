"""Judges a scorecard before it is published: errors block, warnings advise, each at its place."""

from collections.abc import Iterator
from decimal import Decimal

from flask_babel import gettext as _

from scorecards.design.condition_rules import condition_findings
from scorecards.design.document import Band, ScorecardDocument, Section
from scorecards.design.findings import Finding
from scorecards.design.question_rules import Place, question_findings
from scorecards.design.suggestion_rules import suggestion_findings
from scorecards.design.wording import wording_findings

MOST_QUESTIONS = 25
HUNDRED = Decimal(100)


def findings(document: ScorecardDocument) -> list[Finding]:
    """Return all that is wrong (errors) or could be better (warnings), in document order."""
    return [
        *_card_findings(document),
        *_key_findings(document),
        *_weight_findings(document),
        *_place_findings(document),
        *condition_findings(document),
    ]


def errors(document: ScorecardDocument) -> list[Finding]:
    """Return only what blocks publishing."""
    return [item for item in findings(document) if item.level == "error"]


def places(document: ScorecardDocument) -> Iterator[tuple[Place, Section]]:
    """Yield every section with its place in the JSON."""
    for number, section in enumerate(document.sections):
        yield Place(f"sections[{number}]", section.key), section


def _card_findings(document: ScorecardDocument) -> Iterator[Finding]:
    here = Place("scorecard")
    if not document.title.strip():
        yield here.error("title", _("The scorecard has no title: give it one."))
    if not document.sections:
        yield here.error("sections", _("The scorecard has no sections: add one with a question."))
    yield from _mark_findings(here, document.pass_percent)
    if document.cap_percent is not None and document.cap_percent <= 0:
        message = _("A cap of 0 or less leaves no score: write 100, more, or null for no cap.")
        yield here.error("cap_percent", message)
    elif _is_above(document.pass_percent, document.cap_percent):
        message = _("The pass mark is above the cap, so nobody could pass: lower it.")
        yield here.error("pass_percent", message)
    yield from band_findings(here, document.bands)
    channels = document.applies_to.channels if document.applies_to else ()
    if document.channel and channels and document.channel not in channels:
        message = _(
            "The scorecard is for %(channel)s but applies to %(channels)s: change one of the two.",
            channel=document.channel,
            channels=", ".join(channels),
        )
        yield here.error("applies_to.channels", message)
    count = sum(1 for _ in document.questions())
    if count > MOST_QUESTIONS:
        message = _(
            "The scorecard has %(count)s questions. Reviewers tire above %(most_questions)s: "
            "drop those that never change a decision.",
            count=count,
            most_questions=MOST_QUESTIONS,
        )
        yield here.warning("sections", message)


def _is_above(mark: Decimal | None, cap: Decimal | None) -> bool:
    return mark is not None and cap is not None and mark > cap


def _mark_findings(here: Place, mark: Decimal | None) -> Iterator[Finding]:
    if mark is not None and not 0 <= mark <= HUNDRED:
        yield here.error("pass_percent", _("Write a pass mark from 0 to 100."))


def band_findings(here: Place, bands: tuple[Band, ...]) -> Iterator[Finding]:
    """Judge named bands: each with a label, no two from the same percentage, the lowest at 0."""
    starts = [band.start for band in bands]
    for number, band in enumerate(bands):
        if not band.label.strip():
            yield here.error(f"bands[{number}].label", _("The band has no label: name it."))
        if band.start in starts[:number]:
            message = _("Two bands start at %(start)s %%: move or remove one.", start=band.start)
            yield here.error(f"bands[{number}].from", message)
    if starts and min(starts) > 0:
        message = _(
            "Scores below %(lowest)s %% have no band: let the lowest start at 0.",
            lowest=min(starts),
        )
        yield here.warning("bands", message)


def _key_findings(document: ScorecardDocument) -> Iterator[Finding]:
    seen: set[str] = set()
    asked: set[str] = set()
    for here, section in places(document):
        yield from _one_key(here, section.key, seen, "section")
        for number, question in enumerate(section.questions):
            at = here.inside(f"questions[{number}]", question.key)
            yield from _one_key(at, question.key, asked, "question")
            if question.key in FILE_COLUMNS:
                message = _(
                    "“%(key)s” is also a column of files of past evaluations: choose another "
                    "key if you mean to import answers.",
                    key=question.key,
                )
                yield at.warning("key", message)


FILE_COLUMNS = frozenset(
    {
        "source",
        "external_id",
        "scorecard",
        "reviewer",
        "submitted_at",
        "overall_percent",
        "comment",
        "pool",
        "inclusion_probability",
    }
)


def _one_key(here: Place, key: str, seen: set[str], what: str) -> Iterator[Finding]:
    if key in seen:
        yield here.error("key", _shared(key) if what == "section" else _asked_twice(key))
    seen.add(key)
    if not all(letter.isalnum() or letter in "_-." for letter in key):
        message = _("Write the key “%(key)s” with letters, digits, “_”, “-” and “.” only.", key=key)
        yield here.error("key", message)


def _shared(key: str) -> str:
    return str(
        _("The key “%(key)s” belongs to another section too: give each section its own.", key=key)
    )


def _asked_twice(key: str) -> str:
    return str(
        _("The key “%(key)s” belongs to another question too: give each question its own.", key=key)
    )


def _weight_findings(document: ScorecardDocument) -> Iterator[Finding]:
    here = Place("scorecard")
    if any(True for _ in document.questions()) and not any(
        question.counted and question.weight > 0 and section.weight != 0
        for section in document.sections
        for question in section.questions
    ):
        message = _(
            "Nothing counts: every weight is 0, or every question is a bonus, free text or "
            "excluded. Give at least one scored question a weight."
        )
        yield here.error("sections", message)
    bare = [section for section in document.sections if section.weight is None]
    if bare and len(bare) < len(document.sections):
        names = ", ".join(f"“{section.title}”" for section in bare)
        message = _(
            "Some sections have a weight and %(names)s not. A section without one weighs the "
            "sum of its answered questions' weights, which seldom fits beside set weights: "
            "give every section a weight, or none.",
            names=names,
        )
        yield here.warning("sections", message)


def _place_findings(document: ScorecardDocument) -> Iterator[Finding]:
    for here, section in places(document):
        yield from _section_findings(here, section)
        for number, question in enumerate(section.questions):
            at = here.inside(f"questions[{number}]", question.key)
            yield from question_findings(at, question)
            yield from _mark_findings(at, question.pass_percent)
            yield from band_findings(at, question.bands)
            yield from wording_findings(at, question)
            yield from suggestion_findings(at, question)


def _section_findings(here: Place, section: Section) -> Iterator[Finding]:
    if not section.title.strip():
        yield here.error("title", _("The section has no title: give it one."))
    if not section.questions:
        message = _(
            "The section “%(title)s” is empty: add a question or remove it.", title=section.title
        )
        yield here.error("questions", message)
    elif section.weight and not any(q.counted and q.weight > 0 for q in section.questions):
        message = _(
            "The section “%(title)s” has a weight but no question that counts, so it never "
            "has a score: weigh a question in it or set its weight to 0.",
            title=section.title,
        )
        yield here.warning("weight", message)
    yield from _mark_findings(here, section.pass_percent)
    yield from band_findings(here, section.bands)
