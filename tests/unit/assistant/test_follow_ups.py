"""A follow-up becomes a question that a person would understand alone; a question with its own topic is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.questions.follow_ups import is_follow_up
from assistant.understand import understand


def asked_after(question: str, *earlier: str) -> str:
    """The standalone form of a question after those, each understood in its turn."""
    standalone: list[str] = []
    for each in (*earlier, question):
        standalone.append(understand(each, standalone).standalone)
    return standalone[-1]


@pytest.mark.parametrize(
    "question",
    [
        "Och vem godkänner det?",
        "And how is it requested?",
        "What about Norway?",
        "Varför?",
        "Vem då?",
        "hur länge då?",
        "Within what time?",
        "Vem bestämmer det?",
        "Who decides that?",
        "How do I reach him?",
        "Vad kostar det?",
        "How long does it take?",
        "Kan du förklara steg 3?",
        "What about the second step?",
        "Gäller det även lärlingar?",
        "och tillbaka till policyn, vem äger den?",
    ],
)
def test_a_question_that_leans_on_the_one_before_is_a_follow_up(question: str) -> None:
    assert is_follow_up(question)


@pytest.mark.parametrize(
    "question",
    [
        "Får jag lägga in kunddata i verktyget?",
        "Finns det en policy för distansarbete?",
        "Is it allowed to enter customer data in open tools?",
        "Who approves a pilot?",
        "Vem är AI-ansvarig?",
        "Och vem är CISO?",
        "How do I report a data breach that happened yesterday at a supplier when they tell me about it?",
        "Vad kostar en licens?",
    ],
)
def test_a_question_with_its_own_topic_is_none(question: str) -> None:
    assert not is_follow_up(question)


@pytest.mark.parametrize(
    ("earlier", "question", "standalone"),
    [
        ("Hur många semesterdagar har chefer?", "och för konsulter?", "Hur många semesterdagar har konsulter?"),
        ("Hur många semesterdagar har jag i Sverige?", "Och i Norge?", "Hur många semesterdagar har jag i Norge?"),
        ("Hur många semesterdagar har jag?", "Och i Norge?", "Hur många semesterdagar har jag i Norge?"),
        ("Who is our contact in Norway?", "What about Denmark?", "Who is our contact in Denmark?"),
        ("How much may a team manager approve?", "And a department head?", "How much may a department head approve?"),
        ("Hur länge sparas revisionsloggen?", "Och incidentrapporter då?", "Hur länge sparas incidentrapporter?"),
        ("Hur länge sparas frågor i Lotsen?", "Och ljudfiler från Talvox?", "Hur länge sparas ljudfiler från Talvox?"),
        ("Within what time must we act on an S1 incident?", "S2?", "Within what time must we act on an S2 incident?"),
        ("Får jag lägga in kunddata i klass A?", "Och klass B?", "Får jag lägga in kunddata i klass B?"),
        ("Får jag lägga in kunddata i Lotsen?", "Och i ChatGPT?", "Får jag lägga in kunddata i ChatGPT?"),
        ("What happens when I change department?", "And when I leave?", "What happens when I leave?"),
        ("Hur många semesterdagar har chefer?", "Konsulter?", "Hur många semesterdagar har konsulter?"),
        ("What does DPIA mean?", "And DPA?", "What does DPA mean?"),
    ],
)
def test_what_a_fragment_names_takes_the_place_of_its_like(earlier: str, question: str, standalone: str) -> None:
    assert asked_after(question, earlier) == standalone


@pytest.mark.parametrize(
    ("earlier", "question", "standalone"),
    [
        (
            "Får jag spela in ett möte?",
            "Och vem godkänner det?",
            "Om ”Får jag spela in ett möte”: vem godkänner det?",
        ),
        ("Do we need a DPA?", "and who signs it?", "About “Do we need a DPA”: who signs it?"),
        (
            "How do I report it all?",
            "What about the second step?",
            "About “How do I report it all”: what about step 2?",
        ),
        ("Måste vi logga frågor?", "hur länge då?", "Om ”Måste vi logga frågor”: hur länge?"),
        ("How do I report a breach?", "Vem då?", "Om ”How do I report a breach”: vem?"),
        ("Gäller policyn chefer?", "Gäller det även alla?", "Om ”Gäller policyn chefer”: gäller det även alla?"),
    ],
)
def test_else_the_question_before_is_quoted_in_the_language_of_the_new_one(
    earlier: str, question: str, standalone: str
) -> None:
    assert asked_after(question, earlier) == standalone


def test_a_quotation_is_never_quoted_again() -> None:
    asked = asked_after("Och vem betalar det?", "Får jag spela in ett möte?", "Vem godkänner det?", "Varför?")
    assert asked == "Om ”Får jag spela in ett möte”: vem betalar det?"


def test_a_new_topic_takes_nothing_over_from_the_old_one() -> None:
    incident = "Hur många dagar har jag på mig att anmäla en incident?"
    assert asked_after("Vem är AI-ansvarig?", incident) == "Vem är AI-ansvarig?"
    assert asked_after("Vem är AI-ansvarig?", incident, "Och i Norge?") == "Vem är AI-ansvarig?"
    assert "incident" not in asked_after("Hur når jag henne?", incident, "Vem är AI-ansvarig?")


def test_a_few_words_without_their_like_in_the_question_before_are_a_new_topic() -> None:
    assert asked_after("Ljudfiler från Talvox?", "Vem är CISO?") == "Ljudfiler från Talvox?"


def test_going_back_to_a_topic_finds_it_two_questions_ago() -> None:
    asked = asked_after("och tillbaka till policyn: vem äger den?", "Vad säger policyn om loggar?", "Vem är CISO?")
    assert asked == "Om ”Vad säger policyn om loggar”: vem äger den?"


def test_a_topic_that_was_never_spoken_of_is_asked_for_as_it_was_put() -> None:
    assert asked_after("tillbaka till semestern", "Vem är CISO?") == "Semestern?"


def test_of_a_long_question_its_end_is_quoted_where_it_asks() -> None:
    long = f"{'Vi har ett nytt verktyg på lagret. ' * 20}Får jag spela in ett möte?"
    asked = asked_after("Vem godkänner det?", long)
    assert asked.endswith("Får jag spela in ett möte”: vem godkänner det?")
    assert len(asked) < 400


@given(st.lists(st.text(min_size=1, max_size=80), max_size=3), st.text(min_size=1, max_size=80))
def test_any_question_after_any_others_stays_a_question_and_does_not_grow_without_end(
    earlier: list[str], question: str
) -> None:
    asked = asked_after(question, *earlier)
    assert len(asked) <= 3 * 80 + 40
