"""The page of KPIs, in front of an API with twelve weeks of made-up use."""

from playwright.sync_api import expect

from tests.e2e.chat_page import ChatPage
from tests.e2e.conftest import Open

CHARTS = ".stVegaLiteChart canvas, .stVegaLiteChart svg"


def drawn(page: ChatPage, charts: int) -> ChatPage:
    """Until every chart is there the page moves, and an open menu closes."""
    expect(page.page.locator(CHARTS)).to_have_count(charts)
    return page


def test_a_steering_group_reads_goals_charts_and_tables(figures_server: str, open_chat: Open) -> None:
    # A chart for each KPI that has figures.
    kpis = drawn(open_chat("/kpis", base=figures_server), 14)
    expect(kpis.page.locator("h1")).to_have_text("Nyckeltal")
    goals = kpis.page.get_by_role("table", name="Nyckeltal mot mål")
    accuracy = goals.get_by_role("row").filter(has_text="Träffsäkerhet")
    expect(accuracy).to_contain_text("På väg")
    expect(accuracy).to_contain_text("84 %")
    expect(kpis.page.locator(".l-kpi").filter(has_text="NPS")).to_contain_text("Färre än fem personer")

    kpis.choose("Grupp", "ekonomi")
    expect(goals).to_have_count(0)

    kpis.click(kpis.page.get_by_text("Visa som tabell").first)
    weeks = kpis.page.get_by_role("table", name="Frågor")
    expect(weeks.get_by_role("row").filter(has_text="2026-W44")).to_contain_text("För få svar")


def test_on_a_phone_nothing_is_wider_than_the_screen(figures_server: str, open_chat: Open) -> None:
    kpis = drawn(open_chat("/kpis", width=390, locale="en-GB", base=figures_server), 14)
    expect(kpis.page.locator("h1")).to_have_text("KPIs")
    assert kpis.width_needed <= 390
