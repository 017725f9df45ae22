"""A passage falls into the pieces that can stand in an answer, each at its own place in the text."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence.units import Unit, units_of
from knowledge.documents import Passage, Properties
from knowledge.index.protocol import Candidate


def candidate(
    text: str, *, start: int = 0, context: str = "", section: tuple[str, ...] = ("4. You must not",)
) -> Candidate:
    passage = Passage("p", "d", "r", 1, start, start + len(text), text, section, language="en", context=context)
    return Candidate(passage, Properties("Policy"), None, dense=0.9, lexical=1.0, coverage=0.5)


def units(text: str, context: str = "") -> list[Unit]:
    return units_of(candidate(text, context=context))


def test_sentences_are_units_and_the_items_of_a_list_share_its_lead() -> None:
    found = units("Read this first. Three conditions hold:\n\n- It is safe.\n- It is cheap. And quick.\n- It works.")
    assert [(unit.form, unit.shown) for unit in found] == [
        ("sentence", "Read this first."),
        ("sentence", "Three conditions hold:"),
        ("item", "It is safe."),
        ("item", "It is cheap. And quick."),
        ("item", "It works."),
    ]
    assert len({unit.run for unit in found[2:]}) == 1
    assert {unit.lead for unit in found[2:]} == {"Three conditions hold:"}


def test_the_marks_of_quoted_mail_are_not_shown() -> None:
    found = units("> Lene,\n>\n> they offer 15 percent off.\n>> Till 1 > 0.")
    assert " ".join(unit.shown for unit in found) == "Lene, they offer 15 percent off. Till 1 > 0."


def test_numbered_steps_keep_their_numbers() -> None:
    found = units("1. Stop.\n2. Report.\n10. Rest.")
    assert [unit.shown for unit in found] == ["1. Stop.", "2. Report.", "10. Rest."]
    assert all(unit.numbered for unit in found)


def test_a_row_is_shown_with_the_names_of_its_columns_and_quoted_without() -> None:
    rows = units("Limit | Value\nLength | 12 weeks\nCountries | Two")
    assert [unit.shown for unit in rows] == ["Limit: Length; Value: 12 weeks", "Limit: Countries; Value: Two"]
    assert rows[0].text == "Length | 12 weeks"


def test_the_header_of_a_table_that_was_split_comes_from_the_context() -> None:
    rows = units("Length | 12 weeks\nCountries | Two", context="Limit | Value")
    assert [unit.shown for unit in rows] == ["Limit: Length; Value: 12 weeks", "Limit: Countries; Value: Two"]


def test_the_answer_to_a_question_in_the_text_is_quoted_together_with_it() -> None:
    found = units("May I paste customer data into a chat? No, never. Ask the DPO.")
    assert [unit.text for unit in found] == ["May I paste customer data into a chat? No, never.", "Ask the DPO."]


def test_the_context_of_a_unit_names_its_heading() -> None:
    assert units("- Use private accounts.")[0].in_context == "4. You must not – Use private accounts."


@given(
    st.lists(
        st.sampled_from(["A sentence.", "- an item", "1. a step", "a | b", "Why?", "Lead:", "Heading", "", "x"]),
        max_size=12,
    ).map("\n".join),
    st.integers(0, 50),
)
def test_every_unit_stands_word_for_word_where_it_says(text: str, start: int) -> None:
    source = candidate(text, start=start)
    previous = -1
    for unit in units_of(source):
        assert source.passage.text[unit.start - start : unit.end - start] == unit.text
        assert unit.start > previous
        previous = unit.start
