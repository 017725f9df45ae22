"""The sources' own words become an answer: whole lists, steps in order, no repetition, headings that change meaning."""

from collections.abc import Sequence

from assistant.evidence.found import Draft, Found
from assistant.evidence.selector import Features, Scored, Selection
from assistant.evidence.units import Unit, units_of
from assistant.llm.protocol import TokenCount
from assistant.rank import Ranked
from assistant.understand import understand
from assistant.writers.extractive import ExtractiveWriter
from knowledge.documents import Passage, Properties
from knowledge.index.protocol import Candidate

NOTHING = Features(meaning=0, own=0, context=0, passage=0, asked=0, steps=0, letterhead=0)


def candidate(text: str, *, heading: str = "Heading", document: str = "d", context: str = "") -> Candidate:
    passage = Passage(f"p-{document}", document, f"r-{document}", 0, 0, len(text), text, (heading,), context=context)
    return Candidate(passage, Properties("Policy"), None, dense=0.9, lexical=1.0, coverage=0.5)


def written(question: str, scored: Sequence[tuple[Unit, float]]) -> list[Draft]:
    ranked = tuple(Ranked(source, 1.0) for source in dict.fromkeys(unit.source for unit, _ in scored))
    units = tuple(Scored(unit, NOTHING, score) for unit, score in sorted(scored, key=lambda pair: -pair[1]))
    drafts = list(ExtractiveWriter().write(understand(question, []), Selection(Found(ranked), units), TokenCount()))
    for draft in drafts:
        for quote in draft.quotes:
            assert quote.source.passage.text[quote.start : quote.end] == quote.text
    return drafts


def texts(drafts: Sequence[Draft]) -> list[str]:
    return [draft.text for draft in drafts]


def test_the_steps_of_a_procedure_come_whole_and_in_order_under_their_lead() -> None:
    units = units_of(candidate("Do this:\n1. Stop.\n2. Report it.\n3. Tell your manager."))
    drafts = written("How do I report a breach?", [(units[2], 2.0), (units[1], 1.9)])
    assert texts(drafts) == ["Do this:", "1. Stop.", "2. Report it.", "3. Tell your manager."]
    assert [draft.form for draft in drafts] == ["sentence", "item", "item", "item"]


def test_an_item_that_only_its_heading_introduces_is_never_shown_without_it() -> None:
    units = units_of(candidate("- Use private accounts.\n- Share customer data.", heading="4. You must not"))
    drafts = written("May I use a private account?", [(units[0], 2.0)])
    assert texts(drafts) == ["You must not:", "Use private accounts."]
    assert len({draft.block for draft in drafts}) == 1


def test_a_sentence_that_announces_a_list_brings_the_list() -> None:
    units = units_of(candidate("A pilot may be scaled when:\n- It is safe.\n- It pays."))
    assert texts(written("When may we scale?", [(units[0], 2.0)])) == [
        "A pilot may be scaled when:",
        "It is safe.",
        "It pays.",
    ]


def test_what_one_document_says_is_not_repeated_from_another() -> None:
    first = units_of(candidate("A breach is reported within 72 hours."))[0]
    again = units_of(candidate("A breach is reported within 72 hours!", document="other"))[0]
    other = units_of(candidate("The data protection officer decides.", document="third"))[0]
    drafts = written("When is a breach reported?", [(first, 2.0), (again, 1.9), (other, 1.8)])
    assert texts(drafts) == ["A breach is reported within 72 hours.", "The data protection officer decides."]


def test_a_sentence_that_leans_on_the_one_before_brings_it_along() -> None:
    units = units_of(candidate("The AI Office keeps the register. It is updated every Monday morning."))
    drafts = written("When is the register updated?", [(units[1], 2.0)])
    assert texts(drafts) == ["The AI Office keeps the register.", "It is updated every Monday morning."]


def test_what_is_far_behind_the_best_stays_out() -> None:
    near, far = units_of(candidate("Logs are kept for 90 days. The canteen opens at eight o'clock."))
    assert texts(written("How long are logs kept?", [(near, 3.0), (far, 1.0)])) == ["Logs are kept for 90 days."]


def test_where_several_rows_are_asked_for_the_table_comes_whole_with_its_column_names() -> None:
    rows = units_of(candidate("Lotsen | A\nTalvox | B\nKodmate | B", context="Tool | Class"))
    drafts = written("Which tools are approved?", [(rows[1], 2.0), (rows[0], 1.9)])
    assert texts(drafts) == ["Tool: Lotsen; Class: A", "Tool: Talvox; Class: B", "Tool: Kodmate; Class: B"]


def test_nothing_is_written_from_nothing() -> None:
    assert written("Anything?", []) == []


def test_a_list_that_its_own_sentence_announces_is_given_whole_and_in_order() -> None:
    units = units_of(
        candidate("The policy must contain the following:\n- Aims.\n- Principles.\n- Roles.\n- Deviations.")
    )
    drafts = written("What must the policy contain?", [(units[3], 2.0), (units[1], 1.9), (units[0], 1.8)])
    assert texts(drafts) == [
        "The policy must contain the following:",
        "Aims.",
        "Principles.",
        "Roles.",
        "Deviations.",
    ]
