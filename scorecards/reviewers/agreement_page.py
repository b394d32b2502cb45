"""How well reviewers agree in ordinary work: the page's figures, from hidden second reviews."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.people.models import User
from scorecards.calibration import double_agreement as agreement
from scorecards.calibration.double_agreement import Beside, Doubled, Moment, OnQuestion
from scorecards.calibration.rows import Level
from scorecards.design.document import ScorecardDocument
from scorecards.design.models import Scorecard, Version
from scorecards.reviewers import pairs
from scorecards.reviewers.levels import levels_of
from scorecards.reviewers.span import Span
from scorecards.reviews.results import document_of

SEED = 1
"""Of the bootstrap: the same pairs give the same intervals."""
MOST_KEPT = 24
YEAR = timedelta(weeks=52)


@dataclass(frozen=True)
class QuestionLine:
    """A question with how often it was answered differently and its figures."""

    key: str
    text: str
    level: Level
    n: int
    differing: int
    figures: OnQuestion


@dataclass(frozen=True)
class CardLine:
    """A scorecard with all its pairs together, for the choice of one."""

    scorecard_id: int
    title: str
    pairs: int


@dataclass(frozen=True)
class AgreementPage:
    """Everything on the page, of one scorecard and period; no `card` while nothing is doubled."""

    cards: tuple[CardLine, ...]
    card: Scorecard | None
    pairs: tuple[pairs.Doubled, ...]
    figures: Doubled
    questions: tuple[QuestionLine, ...]
    moments: tuple[Moment, ...]
    """Of the last year, whatever the period."""
    reviewers: tuple[Beside, ...]
    names: Mapping[int, str]


@dataclass(frozen=True)
class _Figures:
    figures: Doubled
    moments: tuple[Moment, ...]
    reviewers: tuple[Beside, ...]


_kept: OrderedDict[str, _Figures] = OrderedDict()


def agreement_page(
    session: Session, span: Span, scorecard_id: int | None, zone: ZoneInfo
) -> AgreementPage:
    """Read the page for a scorecard; without one, or for one without pairs, for the fullest."""
    cards = pairs.scorecards_with_pairs(session, until=span.until)
    lines = tuple(CardLine(card.id, card.title, count) for card, count in cards)
    card = _chosen(cards, scorecard_id)
    if card is None:
        nothing = agreement.estimate([], {}, seed=SEED)
        return AgreementPage(lines, None, (), nothing, (), (), (), {})
    document = newest_document(session, card.id)
    levels = levels_of(document)
    year = pairs.pairs_of(session, card.id, levels, since=span.until - YEAR, until=span.until)
    within = [pair for pair in year if pair.at >= span.since]
    found = _figures(within, year, levels, zone)
    return AgreementPage(
        lines,
        card,
        tuple(within),
        found.figures,
        tuple(question_lines(document, within, found.figures)),
        found.moments,
        found.reviewers,
        _names(session, within),
    )


def question_lines(
    document: ScorecardDocument, within: Sequence[pairs.Doubled], found: Doubled
) -> list[QuestionLine]:
    """One line a question, those that differ most often first; pure."""
    texts = {question.key: question.text for question in document.questions()}
    levels = levels_of(document)
    lines = []
    for key, figures in found.questions.items():
        both = [pair.answers[key] for pair in within if key in pair.answers]
        differing = sum(one != other for one, other in both)
        lines.append(QuestionLine(key, texts[key], levels[key], len(both), differing, figures))
    return sorted(lines, key=lambda line: (-line.differing / line.n, -line.n, line.key))


def _chosen(cards: Sequence[tuple[Scorecard, int]], wanted: int | None) -> Scorecard | None:
    asked = next((card for card, _ in cards if card.id == wanted), None)
    fullest = max(cards, key=lambda pair: pair[1], default=None)
    return asked or (fullest[0] if fullest else None)


def newest_document(session: Session, scorecard_id: int) -> ScorecardDocument:
    """The scorecard as it was last published."""
    query = select(Version).where(
        Version.scorecard_id == scorecard_id, Version.published_at.is_not(None)
    )
    newest = session.scalars(query.order_by(Version.number.desc()).limit(1)).one()
    return document_of(newest)


def _figures(
    within: Sequence[pairs.Doubled],
    year: Sequence[pairs.Doubled],
    levels: Mapping[str, Level],
    zone: ZoneInfo,
) -> _Figures:
    """Thousands of resamples are not taken again for the same pairs."""
    text = repr((list(within), list(year), sorted(levels.items()), zone.key))
    key = sha256(text.encode()).hexdigest()
    if key not in _kept:
        _kept[key] = _measured(within, year, levels, zone)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return _kept[key]


def _measured(
    within: Sequence[pairs.Doubled],
    year: Sequence[pairs.Doubled],
    levels: Mapping[str, Level],
    zone: ZoneInfo,
) -> _Figures:
    now = [pair.as_pair(zone) for pair in within]
    past = [pair.as_pair(zone) for pair in year]
    return _Figures(
        agreement.estimate(now, levels, seed=SEED),
        tuple(agreement.over_time(past, levels, seed=SEED)),
        tuple(agreement.by_reviewer(now)),
    )


def _names(session: Session, within: Sequence[pairs.Doubled]) -> dict[int, str]:
    ids = {number for pair in within for number in (pair.first_by, pair.second_by)}
    rows = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return dict(rows.all())
