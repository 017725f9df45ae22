"""What an ingest reports: counts for machines, and for people what to do about the files that were not read."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from knowledge.jobs import Outcome, SourceReport

_NAMES = {
    Outcome.ADDED: "added",
    Outcome.UPDATED: "updated",
    Outcome.UNCHANGED: "unchanged",
    Outcome.REMOVED: "removed",
    Outcome.PARTLY: "partly read",
    Outcome.REFUSED: "refused",
}
# Said of a source only where there is something to say.
_USUAL = (Outcome.ADDED, Outcome.UPDATED)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is, in sources. `seconds_left` is None while there is nothing to estimate it from."""

    done: int
    total: int
    current: str
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """One line a source, in the order they were found, then what was removed."""

    reports: tuple[SourceReport, ...]
    seconds: float

    @property
    def passages(self) -> int:
        """How many passages the reported sources have in the library, each document counted once."""
        return sum({r.document_id: r.passages for r in self.reports if r.document_id and r.passages}.values())

    @property
    def refused(self) -> tuple[SourceReport, ...]:
        return tuple(report for report in self.reports if report.outcome is Outcome.REFUSED)

    @property
    def exit_code(self) -> int:
        return 1 if self.refused else 0

    def as_json(self) -> dict[str, Any]:
        """The `--json` contract. `partly` lists those sources among the added and updated that have gaps."""
        counts = Counter(report.outcome for report in self.reports)
        return {
            "added": counts[Outcome.ADDED] + counts[Outcome.PARTLY],
            "updated": counts[Outcome.UPDATED],
            "unchanged": counts[Outcome.UNCHANGED],
            "removed": counts[Outcome.REMOVED],
            "failed": [{"source": report.source, "error": report.detail} for report in self.refused],
            "passages": self.passages,
            "seconds": round(self.seconds, 3),
            "partly": [
                {"source": report.source, "detail": report.detail}
                for report in self.reports
                if report.outcome is Outcome.PARTLY
            ],
        }

    def as_audited(self) -> dict[str, Any]:
        """What the audit log keeps of the run; every document that it changed has an entry of its own."""
        return {"outcomes": dict(Counter(report.outcome.value for report in self.reports))}

    def lines(self) -> list[str]:
        """The report for a person: what needs attention first, the counts last."""
        lines = [
            f"{_NAMES[report.outcome].capitalize()}: {report.source}\n    {report.detail}"
            for outcome in (Outcome.REFUSED, Outcome.PARTLY, Outcome.ADDED, Outcome.UPDATED, Outcome.REMOVED)
            for report in self.reports
            if report.outcome is outcome and (report.detail or outcome not in _USUAL)
        ]
        counts = Counter(report.outcome for report in self.reports)
        counted = ", ".join(f"{counts[outcome]} {name}" for outcome, name in _NAMES.items() if counts[outcome])
        lines.append(f"{counted or 'Nothing found'}; {self.passages} passages, {self.seconds:.1f} s.")
        return lines


def progress_line(progress: Progress) -> str:
    """One line on how far an ingest is: "12/40, about 30 s left: handbook.pdf"."""
    left = "" if progress.seconds_left is None else f", about {_duration(progress.seconds_left)} left"
    return f"{progress.done}/{progress.total}{left}: {progress.current}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min"
