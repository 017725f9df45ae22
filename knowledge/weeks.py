"""ISO weeks, written 2026-W05, which sorts as text."""

from datetime import date, timedelta


def week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def monday_of(week: str) -> date:
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def ended_weeks(today: date, count: int) -> tuple[str, ...]:
    """The last `count` whole weeks, oldest first."""
    return tuple(week_of(today - timedelta(weeks=back)) for back in range(count, 0, -1))
