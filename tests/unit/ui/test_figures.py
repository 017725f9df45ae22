import pytest

from knowledge.usage import Prices, measures
from tests.unit.ui import fake_quality
from ui.quality import figures
from ui.quality.kpis import SECTIONS
from ui.texts import Texts, load_texts

SV, EN = load_texts("sv"), load_texts("en")


@pytest.mark.parametrize(
    ("value", "unit", "swedish", "english"),
    [
        (0.843, "share", "84\u00a0%", "84%"),
        (0.043, "share", "4,3\u00a0%", "4.3%"),
        (0.0, "share", "0\u00a0%", "0%"),
        (420.4, "ms", "420\u00a0ms", "420\u00a0ms"),
        (6100.0, "ms", "6,1\u00a0s", "6.1\u00a0s"),
        (14.2, "SEK", "14,20\u00a0kr", "SEK\u00a014.20"),
        (1234567.0, "SEK", "1\u00a0234\u00a0567\u00a0kr", "SEK\u00a01,234,567"),
        (4.0, "score", "4,0", "4.0"),
        (0.57, "score", "0,57", "0.57"),
        (-12.5, "score", "\u221212,5", "\u221212.5"),
        (12.0, "people", "12", "12"),
        (12.5, "people", "12,5", "12.5"),
    ],
)
def test_an_amount_is_written_with_its_unit_as_readers_of_each_language_do(
    value: float, unit: str, swedish: str, english: str
) -> None:
    assert (figures.amount(value, unit, SV), figures.amount(value, unit, EN)) == (swedish, english)


def test_a_figure_of_too_few_says_so_and_why(texts: Texts) -> None:
    nothing = figures.heading(fake_quality.empty("use.nps", "score"), texts)
    assert texts("kpis.few") in nothing
    assert texts("kpis.few_why") in nothing


def test_the_table_says_what_the_chart_shows_and_where_it_is_silent(texts: Texts) -> None:
    table = figures.weeks_table(fake_quality.report().kpis[0], texts)
    assert table.count("<tr") == 13
    assert table.count(texts("kpis.few")) == 2
    assert "2026-W47" in table


def test_goals_are_shown_in_the_readers_language_with_where_they_began() -> None:
    for texts, words in ((SV, "bedöms rätta"), (EN, "are judged right")):
        table = figures.goals_table(fake_quality.report(), texts)
        assert words in table
        assert "GV-REF-003" in table
        assert texts("goal.on-track") in table


def test_what_owners_and_documents_are_called_is_text(texts: Texts) -> None:
    hostile = fake_quality.report().topics[0].model_copy(update={"title": "<script>x</script>"})
    assert "<script>" not in figures.topics_table([hostile], texts)


def test_every_kpi_has_its_place_on_the_page() -> None:
    placed = [metric for metrics in SECTIONS.values() for metric in metrics]
    assert sorted(placed) == sorted(each.metric for each in measures(Prices(0, 0, 0, 0)))
