"""The page of KPIs, in front of an API with twelve weeks of made-up use."""

from playwright.sync_api import expect

from tests.e2e.conftest import Open


def test_a_steering_group_reads_goals_charts_and_tables(untouched_server: str, open_chat: Open) -> None:
    kpis = open_chat("/kpis", base=untouched_server)
    expect(kpis.page.locator("h1")).to_have_text("Nyckeltal")
    goals = kpis.page.get_by_role("table", name="Nyckeltal mot mål")
    accuracy = goals.get_by_role("row").filter(has_text="Träffsäkerhet")
    expect(accuracy).to_contain_text("På väg")
    expect(accuracy).to_contain_text("84 %")
    # A chart for each KPI that has figures, each with its words for those who cannot see it.
    expect(kpis.page.locator(".stVegaLiteChart canvas, .stVegaLiteChart svg")).to_have_count(14)
    nps = kpis.page.locator(".l-kpi").filter(has_text="NPS")
    expect(nps).to_contain_text("Färre än fem personer")

    kpis.page.get_by_text("Visa som tabell").first.click()
    weeks = kpis.page.get_by_role("table", name="Frågor")
    expect(weeks.get_by_role("row").filter(has_text="2026-W44")).to_contain_text("För få svar")

    group = kpis.page.get_by_role("combobox", name="Grupp")
    group.click()
    expect(kpis.page.get_by_role("option", name="ekonomi")).to_be_visible()
    group.press("ArrowDown")
    group.press("Enter")
    expect(group).to_have_value("ekonomi")
    expect(goals).to_have_count(0)
    expect(kpis.page.locator(".l-kpi").first).to_be_visible()


def test_on_a_phone_nothing_is_wider_than_the_screen(untouched_server: str, open_chat: Open) -> None:
    kpis = open_chat("/kpis", width=390, locale="en-GB", base=untouched_server)
    expect(kpis.page.locator("h1")).to_have_text("KPIs")
    expect(kpis.page.locator(".stVegaLiteChart").last).to_be_attached()
    assert kpis.width_needed <= 390
