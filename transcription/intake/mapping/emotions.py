"""Tells columns by which a vendor claims what an agent feels; nothing of them is ever read.

Emotion of staff may not be inferred at work (Regulation (EU) 2024/1689, Article 5(1)(f)).
"""

import re
from collections.abc import Iterable

_FEELING = re.compile(
    r"sentiment|[eé]motion|mood|stress|frustrat|anger|angry|happiness|empathy_score|enthusias"
    r"|feeling|attitude|vocal_energy|(?<![a-z])tone(?![a-z])"
    # German (but no consent, vote or rule), French, Spanish, Dutch (but no consent or goal).
    r"|(?<!zu)(?<!ab)(?<!be)stimmung|laune|gefühl|gefuehl|humeur"
    r"|(?<![a-zà-ÿ])(?:[aá]nimo|stemming)(?![a-zà-ÿ])|gevoel",
)
_CUSTOMER = re.compile(
    r"customer|client|caller|visitor|contact|requester|consumer|guest|kunde|klant"
)
_NOT_FELT = re.compile(r"(?:dial|ring)_?tone|tone_?(?:id|file)")
_AGENT = re.compile(
    r"agent|operator|assignee|advis|employee|staff|representative|owner"
    r"|mitarbeiter|bearbeiter|conseiller|emplead|asesor|medewerker"
)


def claims_feeling(column: str) -> bool:
    """Whether a column (lower case, underscores) could claim an agent's emotion.

    One that names the customer alone is no claim about staff; one that names nobody may be.
    """
    return names_feeling(column) and (bool(_AGENT.search(column)) or not _CUSTOMER.search(column))


def names_feeling(column: str) -> bool:
    """Whether a column's title speaks of a feeling, whoever has it."""
    return _FEELING.search(_NOT_FELT.sub("", column)) is not None


def dropped_note(columns: Iterable[str]) -> tuple[str, ...]:
    """What the report says of such columns; nothing where there are none."""
    named = ", ".join(f"“{column}”" for column in columns)
    if not named:
        return ()
    return (f"dropped, never read: {named} (a claim about what an agent feels)",)
