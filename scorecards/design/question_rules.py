"""What must hold for one question: its answers, scale, ranges, critical rule and root causes."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from flask_babel import gettext as _

from scorecards.design.document import NOT_APPLICABLE, YES_NO, Question, Range, RootCause
from scorecards.design.exact import among
from scorecards.design.findings import Finding, Level

FEWEST_POINTS = 2
MOST_POINTS = 11
DEEPEST = 5


@dataclass(frozen=True)
class Place:
    """Where in the JSON a finding belongs, with the keys of its section and question."""

    path: str
    section: str | None = None
    question: str | None = None

    def inside(self, step: str, question: str) -> "Place":
        """Return the place of a question in this section."""
        return Place(f"{self.path}.{step}", self.section, question)

    def error(self, step: str, message: str) -> Finding:
        """Make a finding that blocks publishing."""
        return self._finding("error", step, message)

    def warning(self, step: str, message: str) -> Finding:
        """Make a finding that advises."""
        return self._finding("warning", step, message)

    def _finding(self, level: Level, step: str, message: str) -> Finding:
        where = step if self.path == "scorecard" else f"{self.path}.{step}"
        return Finding(level, where, message, self.section, self.question)


def question_findings(here: Place, question: Question) -> Iterator[Finding]:
    """Judge one question by itself."""
    if not question.text.strip():
        yield here.error("text", _("The question has no text: write what is asked."))
    yield from _unused_findings(here, question)
    yield from _option_findings(here, question)
    yield from _scale_findings(here, question)
    yield from _range_findings(here, question)
    yield from _critical_findings(here, question)
    yield from _root_cause_findings(here, question)
    yield from _value_findings(here, question)
    if question.bonus and question.excluded:
        message = _("A bonus adds to the score and an excluded question does not: choose one.")
        yield here.error("bonus", message)


USED_BY = {
    "options": ("yes_no", "choice", "multiple"),
    "scale": ("scale",),
    "ranges": ("number",),
    "cap": ("multiple",),
}


def _unused_findings(here: Place, question: Question) -> Iterator[Finding]:
    for name, kinds in USED_BY.items():
        value = getattr(question, name)
        if question.type not in kinds and value is not None and value != ():
            message = _(
                "A question of type %(type)s has no %(name)s: remove it.",
                type=question.type,
                name=name,
            )
            yield here.error(name, message)


def _option_findings(here: Place, question: Question) -> Iterator[Finding]:
    if question.type not in USED_BY["options"]:
        return
    values = [option.value for option in question.options]
    if question.type == "yes_no":
        if values and sorted(values) != sorted(YES_NO):
            message = _("A yes/no question has the answers “yes” and “no”: list both or none.")
            yield here.error("options", message)
    elif len(values) < (2 if question.type == "choice" else 1):
        yield here.error("options", _("There is too little to choose from: add answers."))
    for number, option in enumerate(question.options):
        at = f"options[{number}]"
        if option.value in values[:number]:
            message = _(
                "The answer “%(value)s” is listed twice: give each its own value.",
                value=option.value,
            )
            yield here.error(f"{at}.value", message)
        if option.value == NOT_APPLICABLE:
            message = _("“N/A” always means not applicable: name the answer otherwise.")
            yield here.error(f"{at}.value", message)
        if option.score > 1:
            message = _(
                "A score is a fraction of 1, so full marks are 1, not %(score)s.",
                score=option.score,
            )
            yield here.error(f"{at}.score", message)
    if question.cap is not None and question.cap <= 0:
        yield here.error("cap", _("A cap of 0 or less earns nothing: write 1 or leave it out."))


def _scale_findings(here: Place, question: Question) -> Iterator[Finding]:
    if question.type != "scale":
        return
    scale = question.scale
    if scale is None:
        yield here.error("scale", _("The scale is missing: give its lowest and highest point."))
        return
    points = scale.max - scale.min + 1
    if not FEWEST_POINTS <= points <= MOST_POINTS:
        message = _(
            "A scale has %(fewest_points)s to %(most_points)s points and this one, from "
            "%(min)s to %(max)s, has %(points)s: change its ends.",
            fewest_points=FEWEST_POINTS,
            most_points=MOST_POINTS,
            min=scale.min,
            max=scale.max,
            points=max(points, 0),
        )
        yield here.error("scale", message)
    seen: set[int] = set()
    for number, point in enumerate(scale.labels):
        if not scale.min <= point.value <= scale.max:
            message = _(
                "%(value)s is not a point of the scale: mend or remove the label.",
                value=point.value,
            )
            yield here.error(f"scale.labels[{number}].value", message)
        if point.value in seen:
            message = _("The point %(value)s has two labels: keep one.", value=point.value)
            yield here.error(f"scale.labels[{number}].value", message)
        seen.add(point.value)


def _range_findings(here: Place, question: Question) -> Iterator[Finding]:
    if question.type != "number":
        return
    if not question.ranges and not question.excluded:
        message = _("No ranges say what a number earns: add them, or exclude it from the score.")
        yield here.error("ranges", message)
    for number, item in enumerate(question.ranges):
        if not 0 <= item.score <= 1:
            message = _("A range earns a fraction from 0 to 1.")
            yield here.error(f"ranges[{number}].score", message)
        if item.start is not None and item.end is not None and item.start >= item.end:
            message = _(
                "The range ends at %(end)s, not above its start %(start)s: swap them.",
                end=item.end,
                start=item.start,
            )
            yield here.error(f"ranges[{number}]", message)
    yield from _neighbour_findings(here, question.ranges)


def _neighbour_findings(here: Place, ranges: tuple[Range, ...]) -> Iterator[Finding]:
    least, most = Decimal("-Infinity"), Decimal("Infinity")
    ends = sorted(
        (least if item.start is None else item.start, most if item.end is None else item.end)
        for item in ranges
    )
    for (_start, end), (start, _end) in pairwise(ends):
        if start < end:
            message = _(
                "Two ranges overlap from %(start)s to %(end)s: let them meet.",
                start=_words(start),
                end=_words(end),
            )
            yield here.error("ranges", message)
        elif start > end:
            message = _(
                "No range holds the numbers from %(end)s to %(start)s: close the gap.",
                end=end,
                start=start,
            )
            yield here.error("ranges", message)


def _words(edge: Decimal) -> str:
    return str(edge) if edge.is_finite() else str(_("an open end"))


def _critical_findings(here: Place, question: Question) -> Iterator[Finding]:
    if question.critical and question.type == "text":
        yield here.error("critical", _("Free text cannot be critical: use a yes/no question."))
    elif question.critical and not question.fatal_values:
        message = _("The question is critical but no answer is fatal: name it in fatal_values.")
        yield here.error("fatal_values", message)
    elif question.fatal_values and not question.critical:
        message = _("Fatal answers need a scope: set critical to “section” or “evaluation”.")
        yield here.error("critical", message)
    if among(NOT_APPLICABLE, question.fatal_values):
        yield here.error("fatal_values", _("“N/A” cannot be fatal: remove it."))


def _root_cause_findings(here: Place, question: Question) -> Iterator[Finding]:
    if question.root_causes and not question.root_causes_for:
        message = _("No answer opens the root causes: name it in root_causes_for.")
        yield here.error("root_causes_for", message)
    if question.root_causes_for and not question.root_causes:
        yield here.error(
            "root_causes", _("Answers ask for root causes but there are none: add them.")
        )
    yield from _tree_findings(here, "root_causes", question.root_causes, set(), 1)


def _tree_findings(
    here: Place, path: str, causes: tuple[RootCause, ...], seen: set[str], depth: int
) -> Iterator[Finding]:
    for number, cause in enumerate(causes):
        at = f"{path}[{number}]"
        if cause.key in seen:
            message = _(
                "The root cause “%(key)s” is listed twice: give each its own key.", key=cause.key
            )
            yield here.error(f"{at}.key", message)
        seen.add(cause.key)
        if not cause.label.strip():
            yield here.error(f"{at}.label", _("The root cause has no label: name it."))
        if depth == DEEPEST and cause.children:
            message = _(
                "Root causes go at most %(deepest)s levels deep: make the tree flatter.",
                deepest=DEEPEST,
            )
            yield here.error(f"{at}.children", message)
        else:
            yield from _tree_findings(here, f"{at}.children", cause.children, seen, depth + 1)


def _value_findings(here: Place, question: Question) -> Iterator[Finding]:
    """Every answer that a rule names must be one that can be given."""
    for name in ("fatal_values", "comment_required_for", "root_causes_for"):
        for value in getattr(question, name):
            if value == NOT_APPLICABLE and name != "fatal_values":
                if not question.na_allowed:
                    yield here.error(name, _("“N/A” is not allowed for this question: remove it."))
            elif value != NOT_APPLICABLE and not can_be_answered(question, value):
                message = _(
                    "“%(value)s” is not one of the question's answers: mend or remove it.",
                    value=value,
                )
                yield here.error(name, message)


def can_be_answered(question: Question, value: object) -> bool:
    """Say whether a value can be (part of) an answer to a question, free text aside."""
    is_number = isinstance(value, Decimal)
    match question.type:
        case "yes_no":
            return value in YES_NO
        case "choice" | "multiple":
            return among(value, [option.value for option in question.options])
        case "scale":
            scale = question.scale
            if scale is None or not isinstance(value, Decimal):
                return False
            return value == int(value) and scale.min <= value <= scale.max
        case "number":
            return is_number
        case _:
            return False
