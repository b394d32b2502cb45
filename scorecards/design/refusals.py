"""Turns pydantic's errors into findings that name the key, the place and what to write instead."""

from difflib import get_close_matches
from typing import Any, get_args

from flask_babel import gettext as _
from flask_babel import lazy_gettext as later
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scorecards.design.findings import Finding

Location = tuple[int | str, ...]


def refusals(error: ValidationError, kind: type[BaseModel]) -> list[Finding]:
    """Return one finding per error, in the order of the document."""
    return [
        Finding("error", place(details["loc"]), _message(details, kind))
        for details in error.errors(include_url=False)
    ]


def place(location: Location) -> str:
    """Write a location as a path: ("sections", 0, "title") is sections[0].title."""
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path or "scorecard"


def _message(details: ErrorDetails, kind: type[BaseModel]) -> str:
    last = details["loc"][-1] if details["loc"] else ""
    match details["type"]:
        case "extra_forbidden":
            return _unknown_key(str(last), known_keys(kind, details["loc"][:-1]))
        case "missing":
            return str(_("The key “%(last)s” is missing: add it.", last=last))
        case "literal_error":
            known = details["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
            return str(
                _(
                    "%(given)s is not known here. Known: %(known)s.",
                    given=_quoted(details["input"]),
                    known=known,
                )
            )
        case "value_error":
            return str(details["ctx"]["error"])
        case "greater_than_equal":
            return str(
                _(
                    "%(given)s is below %(least)s: write 0 or more.",
                    given=_quoted(details["input"]),
                    least=details["ctx"]["ge"],
                )
            )
        case "string_too_short":
            return str(_("This is empty: write at least one character."))
        case "string_too_long":
            return str(
                _(
                    "This is longer than %(most)s characters: shorten it.",
                    most=details["ctx"]["max_length"],
                )
            )
        case other:
            return str(WANTED.get(other, details["msg"] + "."))


WANTED = {
    "string_type": later("Write text in quotes here."),
    "bool_type": later("Write true or false here, without quotes."),
    "tuple_type": later("Write a list in square brackets here."),
    "model_type": later("Write an object in curly brackets here."),
}


def _unknown_key(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    if near:
        return str(
            _(
                "The key “%(name)s” is not known here. Did you mean “%(near)s”?",
                name=name,
                near=near[0],
            )
        )
    return str(
        _(
            "The key “%(name)s” is not known here. Known keys: %(known)s.",
            name=name,
            known=", ".join(known),
        )
    )


def known_keys(kind: type[BaseModel], location: Location) -> list[str]:
    """Return the keys that the object at a location of the format may have."""
    for step in location:
        if isinstance(step, str):
            fields = {field.alias or name: field for name, field in kind.model_fields.items()}
            kind = _model_in(fields[step].annotation) or kind
    return [field.alias or name for name, field in kind.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Find the model inside an annotation such as `Scale | None` or `tuple[Option, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(inner) for inner in get_args(annotation))
    return next((model for model in found if model), None)


def _quoted(value: object) -> str:
    text = str(value)
    return f"“{text if len(text) <= 60 else text[:57] + '…'}”"
