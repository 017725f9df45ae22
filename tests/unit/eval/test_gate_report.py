"""The gate's reports: one file each, with every failure, its stage and every question."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from eval.report.gate_markdown import gate_markdown, parity_markdown
from eval.report.gate_page import gate_html
from eval.runs.gate import Demands, judged
from eval.runs.record import CaseResult
from knowledge.goals import packaged_goals, read_goals, read_parity
from tests.unit.eval.golden_runs import CASES, baseline_of, changed, run_of, shuffled, swedish_lost

DEMANDS = Demands(read_goals(packaged_goals()), read_parity(packaged_goals()), baseline_of(run_of(CASES[1:])))
HOSTILE = "<script>alert('Får jag?')</script> | **fet**"


def hostile(case: CaseResult) -> CaseResult:
    return replace(swedish_lost(case), question=HOSTILE, answer=f"{HOSTILE}\n{HOSTILE}", reference=HOSTILE)


RESULT = judged(changed(hostile), DEMANDS)
PAGE = gate_html(RESULT)
MARKDOWN = gate_markdown(RESULT)


class Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


ELEMENTS = Elements(PAGE).found


def test_the_page_needs_nothing_but_itself() -> None:
    fetched = {"href", "src", "srcset", "data", "action"}
    links = [value for _, attributes in ELEMENTS for name, value in attributes.items() if name in fetched]

    assert links
    assert all(link and link.startswith("#") for link in links)
    assert not {"script", "link", "iframe", "img"} & {tag for tag, _ in ELEMENTS}


def test_every_link_leads_to_a_part_of_the_page() -> None:
    ids = {attributes.get("id") for _, attributes in ELEMENTS}

    assert all(str(attributes["href"])[1:] in ids for tag, attributes in ELEMENTS if tag == "a")


def test_text_of_questions_and_answers_is_text() -> None:
    assert "&lt;script&gt;alert(" in PAGE


def test_every_question_can_be_opened_with_its_stage_and_what_it_was() -> None:
    cases = [attributes for tag, attributes in ELEMENTS if tag == "details" and attributes.get("class") == "case"]

    assert len(cases) == len(CASES)
    assert {case["data-moved"] for case in cases} == {"", "lost"}
    assert "Lost at retrieval." in PAGE


@pytest.mark.parametrize("told", [PAGE, MARKDOWN])
def test_both_tell_what_failed_where_and_who_answers_for_it(told: str) -> None:
    assert "Lost since the baseline at: retrieval 1" in told
    assert "Katarina Wallmark" in told
    assert CASES[0].case_id in told
    assert "New since the baseline" in told


def test_a_passed_gate_says_so_first() -> None:
    passed = judged(run_of(CASES), Demands((), (), None))

    assert gate_markdown(passed).startswith("# Evaluation gate: passed")
    assert "There is no baseline yet" in gate_html(passed)


def test_many_lost_questions_are_counted_and_the_first_are_named() -> None:
    many = tuple(replace(case, case_id=f"{case.case_id}-{copy}-0") for case in CASES for copy in range(3))
    lost = judged(run_of(tuple(map(shuffled, many))), Demands((), (), baseline_of(run_of(many))))

    assert "more: see the HTML report" in gate_markdown(lost)
    assert len(gate_markdown(lost)) < 60_000


def test_parity_is_dated_and_says_what_is_allowed_and_why() -> None:
    audit = parity_markdown(RESULT)

    assert audit.startswith("# Parity, 2026-11-25")
    assert "GV-POL-011" in audit
    assert "2.5\u202fpoints" in audit
