from assistant.schemas.decisions import DecisionLog, DecisionRequest, Ruling
from tests.unit.ui import fake_quality
from ui.quality import business
from ui.texts import Texts, load_texts

SV = load_texts("sv")


def test_a_result_is_told_with_its_range_and_no_more_figures_than_it_has(texts: Texts) -> None:
    table = business.result(fake_quality.case(), texts)
    assert table.count("<tr") == 9
    assert texts("decision.never") in table
    assert "000" in table


def test_every_assumption_is_an_input_in_one_of_the_parts() -> None:
    named = [name for names in business.PARTS.values() for name in names]
    assert sorted(named) == sorted(type(fake_quality.case().assumptions).model_fields)


def test_what_use_has_measured_stands_beside_its_assumption() -> None:
    assert "6,5\u00a0min" in business.measured("minutes_saved_per_question", fake_quality.case(), SV)
    assert business.measured("licence_sek_year", fake_quality.case(), SV) == ""


def test_what_people_wrote_in_a_decision_is_text(texts: Texts) -> None:
    hostile = "<script>x</script>"
    request = DecisionRequest(ruling=Ruling.HOLD, reasons=hostile, deviations=(hostile,))
    shown = business.decision(fake_quality.decided(1, request), texts)
    assert "<script>" not in shown
    assert shown.count("&lt;script&gt;") == 2
    assert texts("decision.unsigned") in shown


def test_a_log_that_was_changed_says_so_loudly(texts: Texts) -> None:
    log = DecisionLog(decisions=(), entries=3, head="ab" * 32, broken_at=2)
    assert 'role="alert"' in business.chain(log, texts)
    assert "alert" not in business.chain(log.model_copy(update={"broken_at": None}), texts)
