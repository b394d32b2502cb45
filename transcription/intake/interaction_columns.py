"""Says which CSV column holds which key of the interchange format, and reads its cells."""

from collections.abc import Callable, Mapping
from typing import Any

from transcription.intake.refusals import Problem

_YES = frozenset({"yes", "true", "1", "y"})
_NO = frozenset({"no", "false", "0", "n"})


def read_number(cell: str) -> float:
    """Return a number with a decimal point or comma; raise ValueError on anything else."""
    try:
        return float(cell.strip().replace(",", "."))
    except ValueError:
        raise ValueError("must be a number") from None


def read_whole(cell: str) -> int:
    """Return a whole number; raise ValueError on anything else."""
    number = read_number(cell)
    if not number.is_integer():
        raise ValueError("must be a whole number")
    return int(number)


def read_yes_no(cell: str) -> bool:
    """Return whether a cell says yes; raise ValueError if it says neither yes nor no."""
    word = cell.strip().lower()
    if word not in _YES | _NO:
        raise ValueError("must be yes or no")
    return word in _YES


def _word(cell: str) -> str:
    return cell.strip().lower()


_Column = tuple[tuple[str, ...], Callable[[str], Any]]

COLUMNS: Mapping[str, _Column] = {
    "source": (("source",), str.strip),
    "external_id": (("external_id",), str.strip),
    "channel": (("channel",), _word),
    "direction": (("direction",), _word),
    "topic": (("topic",), str.strip),
    "language": (("language",), str.strip),
    "started_at": (("started_at",), str.strip),
    "ended_at": (("ended_at",), str.strip),
    "agent_id": (("agent", "id"), str.strip),
    "agent_name": (("agent", "name"), str.strip),
    "agent_email": (("agent", "email"), str.strip),
    "team": (("agent", "team"), str.strip),
    "customer_id": (("customer", "id"), str.strip),
    "customer_name": (("customer", "name"), str.strip),
    "first_response_s": (("facts", "first_response_s"), read_number),
    "resolution_s": (("facts", "resolution_s"), read_number),
    "hold_s": (("facts", "hold_s"), read_number),
    "transfers": (("facts", "transfers"), read_whole),
    "escalated": (("facts", "escalated"), read_yes_no),
    "reopened": (("facts", "reopened"), read_yes_no),
    "cost": (("facts", "cost"), read_number),
    "csat": (("survey", "csat"), read_whole),
    "nps": (("survey", "nps"), read_whole),
    "ces": (("survey", "ces"), read_whole),
    "survey_comment": (("survey", "comment"), str),
    "recording": (("recording",), str.strip),
    "basis": (("basis",), _word),
}
TURN_COLUMNS: Mapping[str, _Column] = {
    "speaker": (("speaker",), _word),
    "text": (("text",), str),
    "at": (("at",), str.strip),
    "start": (("start",), read_number),
    "end": (("end",), read_number),
    "turn_agent_id": (("agent_id",), str.strip),
}
_NAMES = {path: name for name, (path, _) in COLUMNS.items()}
_TURN_NAMES = {path: name for name, (path, _) in TURN_COLUMNS.items()}


class UnreadableCell(Exception):
    """A cell that does not hold what its column is for."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def gather(cells: Mapping[str, str], columns: Mapping[str, _Column]) -> dict[str, Any]:
    """Return the cells as the nested keys of the interchange format; raise UnreadableCell."""
    data: dict[str, Any] = {}
    for name, cell in cells.items():
        if name in columns:
            path, read = columns[name]
            target = data if len(path) == 1 else data.setdefault(path[0], {})
            try:
                target[path[-1]] = read(cell)
            except ValueError as error:
                raise UnreadableCell(name, str(error)) from None
    return data


def column_named(problem: Problem) -> tuple[int | None, str]:
    """Return the turn (or None) and the column that a problem of the interchange is about."""
    if len(problem.path) == 3 and problem.path[0] == "turns":
        turn, key = problem.path[1:]
        return int(turn), _TURN_NAMES.get((str(key),), str(key))
    path = tuple(map(str, problem.path))
    return None, _NAMES.get(path, _NAMES.get((*path, "id"), ".".join(path)))
