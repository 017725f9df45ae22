"""The report counts every source once and says first what needs attention."""

from ingest.report import IngestReport, Progress, progress_line
from knowledge.jobs import Outcome, SourceReport

REPORT = IngestReport(
    (
        SourceReport("a.md", Outcome.ADDED, "", "A", 3),
        SourceReport("b.md", Outcome.UNCHANGED, "The same content as 'A'.", "A", 3),
        SourceReport("c.pdf", Outcome.PARTLY, "Page 2 was not read.", "C", 4),
        SourceReport("d.doc", Outcome.REFUSED, "The file is encrypted. Save it without a password."),
        SourceReport("e.md", Outcome.REMOVED, "The file is gone."),
    ),
    1.23456,
)


def test_the_json_keeps_to_its_contract() -> None:
    assert REPORT.as_json() == {
        "added": 2,
        "updated": 0,
        "unchanged": 1,
        "removed": 1,
        "failed": [{"source": "d.doc", "error": "The file is encrypted. Save it without a password."}],
        "passages": 7,
        "seconds": 1.235,
        "partly": [{"source": "c.pdf", "detail": "Page 2 was not read."}],
    }


def test_a_person_reads_first_what_to_do() -> None:
    lines = REPORT.lines()
    assert lines[0] == "Refused: d.doc\n    The file is encrypted. Save it without a password."
    assert lines[1].startswith("Partly read: c.pdf")
    assert lines[-1] == "1 added, 1 unchanged, 1 removed, 1 partly read, 1 refused; 7 passages, 1.2 s."


def test_refused_files_are_an_exit_code_of_1() -> None:
    assert REPORT.exit_code == 1
    assert IngestReport((), 0.0).exit_code == 0
    assert IngestReport((), 0.0).lines() == ["Nothing found; 0 passages, 0.0 s."]


def test_progress_tells_counts_and_the_time_left() -> None:
    assert progress_line(Progress(3, 40, "a.pdf", None)) == "3/40: a.pdf"
    assert progress_line(Progress(3, 40, "a.pdf", 12.4)) == "3/40, about 12 s left: a.pdf"
    assert progress_line(Progress(3, 40, "a.pdf", 600)) == "3/40, about 10 min left: a.pdf"
