"""The golden set that comes with Lärdom holds against the pilot's documents."""

from datetime import date

from eval.golden.cases import GOLDEN_SET, read_golden, read_lines
from eval.golden.lint import kept_documents, lint
from tests.integration.pilot.conftest import Pilot

ON = date(2026, 11, 30)


def test_the_golden_set_has_no_fault_and_is_balanced(pilot: Pilot) -> None:
    remarks = lint(read_lines(GOLDEN_SET), kept_documents(pilot.store.registry.documents), ON)
    assert [str(remark) for remark in remarks] == []


def test_all_documents_but_the_draft_are_asked_about(pilot: Pilot) -> None:
    asked = {gold.document for case in read_golden() for gold in case.gold}
    assert set(kept_documents(pilot.store.registry.documents)) - asked == {"GV-POL-013"}
