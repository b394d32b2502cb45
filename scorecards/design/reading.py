"""Reads JSON text exactly: decimals as written, no key twice in an object, no NaN."""

import json
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _


def read_json(text: str) -> Any:
    """Return plain data with decimals for numbers with a point; raises ValueError in words."""
    try:
        return json.loads(
            text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_once
        )
    except json.JSONDecodeError as error:
        raise ValueError(
            _(
                "%(msg)s in line %(lineno)s, column %(colno)s.",
                msg=error.msg,
                lineno=error.lineno,
                colno=error.colno,
            )
        ) from error
    except RecursionError as error:
        raise ValueError(_("it is nested too deeply.")) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(
                _("the key “%(key)s” stands twice in one object: remove one.", key=key)
            )
        found[key] = value
    return found


def _refuse(name: str) -> float:
    raise ValueError(_("%(name)s is not a number of JSON.", name=name))
