"""The page of evaluation, in front of an API with two made-up runs."""

from playwright.sync_api import expect

from knowledge.goals import packaged_goals, read_goals
from tests.e2e.conftest import Open

RIGHT = next(goal.statement_sv for goal in read_goals(packaged_goals()) if goal.id == "right")


def test_whoever_answers_for_quality_reads_goals_parts_and_single_questions(
    figures_server: str, open_chat: Open
) -> None:
    evaluation = open_chat("/evaluation", base=figures_server)
    page = evaluation.page
    expect(page.locator("h1")).to_have_text("Utvärdering")
    right = page.get_by_role("table", name="Mot målen").get_by_role("row").filter(has_text=RIGHT)
    expect(right).to_contain_text("92 %")
    expect(right).to_contain_text("Nått")
    expect(page.locator(".stVegaLiteChart canvas, .stVegaLiteChart svg")).to_have_count(1)
    expect(page.get_by_role("table", name="Per del").get_by_role("row").filter(has_text="Engelska")).to_be_visible()

    # What went wrong is offered first.
    expect(page.locator(".l-case")).to_contain_text("Vem beslutar om inköp nummer 3?")
    expect(page.locator(".l-case")).to_contain_text("Fel dokument först")
    expect(page.locator(".l-case q")).to_contain_text("beslutas av AI-rådet")

    evaluation.choose("Körning", "2026-11-17")
    expect(right).to_contain_text("58 %")
    expect(page.locator(".l-case")).to_contain_text("Hittades inte")


def test_on_a_phone_nothing_is_wider_than_the_screen(figures_server: str, open_chat: Open) -> None:
    evaluation = open_chat("/evaluation", width=390, locale="en-GB", base=figures_server)
    expect(evaluation.page.locator("h1")).to_have_text("Evaluation")
    expect(evaluation.page.locator(".l-case")).to_be_visible()
    assert evaluation.width_needed <= 390
