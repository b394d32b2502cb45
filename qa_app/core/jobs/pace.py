"""How fast work goes and how long it still takes, if it goes on as it did."""

from __future__ import annotations

from datetime import datetime, timedelta

from qa_app.core.jobs.models import Job


def time_left_of(job: Job | None, now: datetime) -> timedelta | None:
    """How long a running job still takes; None while nobody can tell."""
    if job is None or not job.started_at or not job.done_units or not job.total_units:
        return None
    return time_left(job.done_units, job.total_units, now - job.started_at)


def time_left(done: int, total: int, spent: timedelta) -> timedelta | None:
    """How long the rest takes after `done` of `total` took `spent`; None before the first."""
    if done <= 0 or spent <= timedelta():
        return None
    return spent * (max(0, total - done) / done)


def per_second(done: int, spent: timedelta) -> float | None:
    """Units a second; None where nothing was done or no time has passed."""
    return done / spent.total_seconds() if done > 0 and spent > timedelta() else None
