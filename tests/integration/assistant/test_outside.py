"""A model that is not the organisation's own gets no text that may not leave, and no personal data of a question."""

import json
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from assistant.bootstrap import build_assistant
from assistant.pipeline import Ask, Assistant
from assistant.schemas.answers import Answer, AnswerStatus, KeptInside
from knowledge.access import LOCAL_OWNER
from knowledge.documents import Classification, Properties
from knowledge.errors import SettingsError
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore
from tests.fixtures.scripted_model import ScriptedModel, ids_in, line, serving
from tests.integration.assistant.conftest import Library

QUESTION = "How many days of paid holiday does every employee have?"
RULE = "Every employee has 30 days of paid holiday a year."
RESTATED = "Employees have 30 days of paid holiday a year."
SECRET = "The takeover of Kvarnberg Mill is decided on 3 May at a price of 41 million kronor."
NUMBER = "811228-9874"


@pytest.fixture
def model() -> Iterator[ScriptedModel]:
    with serving(ScriptedModel()) as script:
        yield script


@pytest.fixture
def configured(settings: Settings, model: ScriptedModel) -> Settings:
    return settings.model_copy(update={"llm_url": model.outside_url, "llm_model": "scripted", "llm_timeout_s": 30.0})


@pytest.fixture
def build(configured: Settings, store: KnowledgeStore) -> Callable[..., Assistant]:
    return lambda **changes: build_assistant(configured.model_copy(update=changes), store)


def add(library: Library, title: str, text: str, classification: Classification = Classification.INTERNAL) -> None:
    library.add(Properties(title, classification=classification, owner="HR, Anna Berg"), [(title, text)])


def quoting(wanted: str, said: str) -> Callable[[str], str]:
    """A model that restates the passage with these words, where it got it."""

    def say(prompt: str) -> str:
        found = [id_ for id_, text in ids_in(prompt).items() if wanted in text]
        return line(said, found[0], wanted) if found else '{"no_answer": true}\n'

    return say


def ask(assistant: Assistant, question: str = QUESTION, *earlier: str) -> Answer:
    *_, answer = assistant.answer(Ask(question, LOCAL_OWNER, earlier=earlier))
    assert isinstance(answer, Answer)
    return answer


def left(model: ScriptedModel) -> str:
    """All that reached the model, with JSON's escapes resolved."""
    raw = b"\n".join(model.received)
    return raw.decode() + "\n".join(model.prompts)


def test_a_model_outside_writes_from_what_may_leave_and_it_is_said_what_it_got(
    library: Library, model: ScriptedModel, build: Callable[..., Assistant]
) -> None:
    add(library, "Leave", RULE)
    model.say = quoting(RULE, RESTATED)
    answer = ask(build())
    assert (answer.writer, answer.kept_inside) == ("llm:scripted", None)
    assert [(each.service, each.where, each.passages) for each in answer.disclosed] == [("writer", "127.1", 1)]


@pytest.mark.parametrize("classification", [Classification.CONFIDENTIAL, Classification.RESTRICTED])
def test_an_answer_that_rests_on_what_may_not_leave_is_in_the_sources_own_words(
    library: Library, model: ScriptedModel, build: Callable[..., Assistant], classification: Classification
) -> None:
    add(library, "Leave", RULE, classification)
    answer = ask(build())
    assert [sentence.text for sentence in answer.sentences] == [RULE]
    assert (answer.writer, answer.kept_inside) == ("extractive", KeptInside.CLASSIFICATION)
    assert answer.disclosed == ()
    assert model.received == []


def test_what_may_not_leave_is_left_out_where_the_answer_does_not_rest_on_it(
    library: Library, model: ScriptedModel, build: Callable[..., Assistant]
) -> None:
    add(library, "Leave", RULE)
    add(library, "Takeover", SECRET, Classification.CONFIDENTIAL)
    model.say = quoting(RULE, RESTATED)
    answer = ask(build())
    assert answer.writer == "llm:scripted"
    assert "Kvarnberg" not in left(model)
    assert RULE in left(model)


def test_a_classification_leaves_when_the_settings_let_it(
    library: Library, model: ScriptedModel, build: Callable[..., Assistant]
) -> None:
    add(library, "Leave", RULE, Classification.CONFIDENTIAL)
    model.say = quoting(RULE, RESTATED)
    assert ask(build(outside_classifications=tuple(Classification))).writer == "llm:scripted"


def test_ones_own_model_gets_everything(
    library: Library, model: ScriptedModel, build: Callable[..., Assistant]
) -> None:
    add(library, "Leave", RULE, Classification.RESTRICTED)
    model.say = quoting(RULE, RESTATED)
    for own in ({"llm_url": model.url}, {"own_services": ("127.1",)}):
        answer = ask(build(**own))
        assert (answer.writer, answer.disclosed) == ("llm:scripted", ())


def test_where_questions_may_not_leave_the_model_is_never_asked(
    library: Library, model: ScriptedModel, build: Callable[..., Assistant]
) -> None:
    add(library, "Leave", RULE, Classification.PUBLIC)
    answer = ask(build(outside_classifications=(Classification.PUBLIC,)), "And for consultants?", QUESTION)
    assert (answer.writer, answer.disclosed) == ("extractive", ())
    assert model.received == []
    with pytest.raises(SettingsError, match="outside_classifications"):
        build(outside_classifications=(Classification.PUBLIC,), writer="llm")


@pytest.mark.parametrize(
    "question",
    [
        f"How many days of paid holiday does employee {NUMBER} have?",
        "How many days of paid holiday does every employee like zelda.quark@nordfors.example have?",
        "Hur många semesterdagar har Zelda Lindqvist, 070-174 06 58?",
    ],
)
def test_a_question_leaves_without_the_personal_data_in_it(
    library: Library, model: ScriptedModel, build: Callable[..., Assistant], question: str
) -> None:
    add(library, "Leave", RULE)
    model.say = quoting(RULE, RESTATED)
    ask(build(answer_threshold=0.0), question)
    assert model.received
    for secret in (NUMBER, "811228", "zelda", "quark", "Zelda", "Lindqvist", "174 06 58"):
        assert secret not in left(model)


def test_a_question_about_a_person_whom_the_sources_name_is_answered_inside(
    library: Library, model: ScriptedModel, build: Callable[..., Assistant]
) -> None:
    add(library, "Contacts", "Questions about holiday are answered by Anna Svensson in the HR department.")
    answer = ask(build(answer_threshold=0.0), "Does Anna Svensson answer questions about holiday?")
    assert (answer.kept_inside, model.received) == (KeptInside.PERSONAL_DATA, [])
    assert answer.status is AnswerStatus.ANSWERED


def test_a_follow_up_to_a_question_with_personal_data_is_rewritten_inside(
    library: Library, model: ScriptedModel, build: Callable[..., Assistant]
) -> None:
    add(library, "Leave", RULE, Classification.CONFIDENTIAL)
    earlier = "How many days of paid holiday does Zelda Lindqvist, zelda@nordfors.example, have?"
    ask(build(), "And for consultants?", earlier)
    assert model.received == []


def test_a_follow_up_without_personal_data_may_be_rewritten_outside_and_that_is_said(
    library: Library, model: ScriptedModel, build: Callable[..., Assistant]
) -> None:
    add(library, "Leave", RULE, Classification.CONFIDENTIAL)
    answer = ask(build(), "And for consultants?", QUESTION)
    assert QUESTION in left(model)
    assert RULE not in left(model)
    assert [(each.service, each.passages) for each in answer.disclosed] == [("writer", 0)]


@pytest.mark.parametrize("classification", list(Classification))
def test_a_judge_outside_is_asked_about_what_may_leave_only(
    library: Library, model: ScriptedModel, build: Callable[..., Assistant], classification: Classification
) -> None:
    """The writing model is one's own here, and says something else than it quotes."""
    add(library, "Leave", RULE, classification)
    with serving(ScriptedModel(say=lambda prompt: '{"supported": true}\n')) as judge:
        model.say = quoting(RULE, RESTATED)
        answer = ask(build(llm_url=model.url, judge="llm", judge_url=judge.outside_url, judge_model="small"))
    assert answer.writer == "llm:scripted"
    may_leave = classification in (Classification.PUBLIC, Classification.INTERNAL)
    assert bool(judge.received) == may_leave
    assert [each.service for each in answer.disclosed] == (["judge"] if may_leave else [])


def test_a_judge_outside_never_hears_what_ones_own_model_may_have_read_elsewhere(
    library: Library, model: ScriptedModel, build: Callable[..., Assistant]
) -> None:
    add(library, "Leave", RULE)
    add(library, "Takeover", SECRET, Classification.CONFIDENTIAL)
    with serving(ScriptedModel(say=lambda prompt: '{"supported": true}\n')) as judge:
        model.say = lambda prompt: line(SECRET, next(i for i, t in ids_in(prompt).items() if RULE in t), RULE)
        ask(build(llm_url=model.url, judge="llm", judge_url=judge.outside_url, judge_model="small"))
    assert SECRET in left(model)
    assert judge.received == []


PLACES = st.lists(st.sampled_from(list(Classification)), min_size=1, max_size=5)


@trying(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(classes=PLACES, allowed=st.sets(st.sampled_from(list(Classification))), about=st.integers(0, 4))
def test_no_byte_of_a_passage_that_may_not_leave_reaches_the_model_whatever_is_found_and_asked(
    library: Library,
    model: ScriptedModel,
    build: Callable[..., Assistant],
    classes: list[Classification],
    allowed: set[Classification],
    about: int,
) -> None:
    store, codes = library.store, [f"Zebra{number}Falcon" for number in range(len(classes))]
    ids = [
        library.add(
            Properties(f"Plan {code}", classification=of),
            [(f"Plan {code}", f"The budget of project {code} is {number + 2} million kronor a year.")],
        )
        for number, (code, of) in enumerate(zip(codes, classes, strict=True))
    ]
    model.received.clear()
    model.prompts.clear()
    model.say = lambda prompt: '{"no_answer": true}\n'
    asked = f"What is the budget of the projects? I am number {NUMBER} of project {about}."
    ask(build(outside_classifications=tuple(allowed), answer_threshold=0.0), asked)
    sent = left(model)
    kept = [code for code, of in zip(codes, classes, strict=True) if of not in allowed]
    assert not [code for code in kept if code in sent]
    assert NUMBER not in sent
    for document_id in ids:
        store.registry.documents.remove(document_id, "test")


@pytest.mark.parametrize("proxied", ["http_proxy", "all_proxy"])
def test_what_is_for_ones_own_model_goes_through_no_proxy(
    library: Library,
    model: ScriptedModel,
    build: Callable[..., Assistant],
    monkeypatch: pytest.MonkeyPatch,
    proxied: str,
) -> None:
    add(library, "Leave", RULE, Classification.RESTRICTED)
    model.say = quoting(RULE, RESTATED)
    with serving(ScriptedModel()) as proxy:
        monkeypatch.setenv(proxied, proxy.url.removesuffix("/v1"))
        assert ask(build(llm_url=model.url)).writer == "llm:scripted"
    assert proxy.received == []


def test_what_was_given_away_stands_in_the_answers_json(
    library: Library, model: ScriptedModel, build: Callable[..., Assistant]
) -> None:
    add(library, "Leave", RULE, Classification.CONFIDENTIAL)
    said = json.loads(ask(build()).model_dump_json())
    assert (said["kept_inside"], said["disclosed"]) == ("classification", [])
