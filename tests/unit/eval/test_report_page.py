"""The HTML report: whole, alone, and readable without sight or colour."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from assistant.verification.findings import Code, Finding, Reason, Verdict
from eval.question_sets.answers import Evaluation
from eval.question_sets.figures import Outcome
from eval.question_sets.judging import Case
from eval.report.charts import Axis, Chart, Mark
from eval.report.markdown import page_of
from eval.report.page import html_of
from eval.variants import Part, Refusal
from tests.unit.eval.answered import FOOLED, RIGHT, SILENT
from tests.unit.eval.answered import UNANSWERABLE as REFUSED
from tests.unit.eval.asked import QUESTION, UNANSWERABLE, answer, asked

REFUSAL = Refusal("Vinst på <8> %.", Verdict(Finding.NOT_FOUND, 0.1, (Reason(Code.NUMBER, "<8> %"),)))
CASES = (
    Case(asked(answer("Inom <trettio> dagar.")), RIGHT, ("gold",)),
    Case(asked(answer(confidence=0.1), told=answer("Fakturor & följesedlar.")), SILENT, ("other",)),
    Case(asked(answer(), question=UNANSWERABLE), REFUSED, ()),
    Case(asked(answer("Någon."), question=UNANSWERABLE, refused=(REFUSAL,)), FOOLED, ("other",)),
)
EVALUATION = Evaluation(
    cases=CASES,
    reduced={Part.ABSTAIN: [RIGHT, RIGHT, FOOLED, FOOLED], Part.VERIFY: [case.judged for case in CASES]},
    titles={"gold": "Betalningar"},
    configuration={"writer": "extractive", "answer_threshold": 0.4},
)
VOID = {"meta", "br", "input", "link"}


class Reader(HTMLParser):
    """Collects what a page holds, and fails when tags do not match."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [value for attribute, value in self.attributes if attribute == name]


@pytest.fixture(scope="module")
def page() -> str:
    return html_of(EVALUATION.report(seed=1), EVALUATION, "fakturor <1>")


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_the_page_is_whole_and_needs_nothing_else(page: str, read: Reader) -> None:
    assert read.open == []
    assert {"script", "link", "img", "iframe"} & set(read.tags) == set()
    assert read.values("src") == []
    assert all(target.startswith("#") for target in read.values("href"))
    assert "url(" not in page
    assert "@import" not in page


def test_links_and_labels_lead_somewhere_on_the_page(read: Reader) -> None:
    ids = read.values("id")
    assert len(ids) == len(set(ids))
    assert {target.removeprefix("#") for target in read.values("href")} <= set(ids)
    assert {name for value in read.values("aria-labelledby") for name in value.split()} <= set(ids)


def test_every_picture_has_words_and_a_table_beside_it(read: Reader) -> None:
    assert read.tags.count("svg") == read.tags.count("desc") == read.tags.count("figure") == 3
    assert read.tags.count("table") == read.tags.count("caption") >= 3


def test_what_documents_and_questions_say_is_text(read: Reader) -> None:
    assert QUESTION.text in read.text
    assert "Inom <trettio> dagar." in read.text
    assert "Betalningar & <villkor>" in read.text
    assert "fakturor <1>" in read.text
    assert "trettio" not in read.tags


def test_each_question_tells_its_stage_and_what_was_withheld(page: str, read: Reader) -> None:
    assert read.values("data-outcome") == ["abstention", "abstention", "right", "right"]
    assert "Withheld; it would have been" in read.text
    assert "right document" in read.text
    assert "Vinst på <8> %. not_found number <8> %" in read.text
    assert all(f'value="{outcome.value}"' in page for outcome in Outcome)


def test_the_worth_of_a_part_says_whether_it_is_sure(page: str) -> None:
    assert "Worth of: abstain" in page
    assert "moves none of the figures" in page
    assert "## What each part is worth" in page_of(EVALUATION.report(seed=1))


@pytest.mark.parametrize("count", [0, 1])
def test_few_questions_make_a_page_too(count: int) -> None:
    few = replace(EVALUATION, cases=CASES[:count], reduced={})
    reader = Reader()
    reader.feed(html_of(few.report(seed=1), few, "few"))
    assert reader.open == []


def test_a_chart_keeps_its_points_inside() -> None:
    chart = Chart("c", "t", "d", Axis("x"), Axis("y", 0.5), line=[(0, 0), (1, 2)], marks=[Mark((2, 2), "1", (0, 1))])
    reader = Reader()
    reader.feed(chart.svg())
    assert reader.open == []
    assert max(float(value) for value in reader.values("cx")) <= 460
    assert min(float(value) for value in reader.values("cy")) >= 0
