"""Answers by a language model that misbehaves in every way a real one does, over real HTTP."""

import gzip
import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from assistant.bootstrap import build_assistant
from assistant.pipeline import Ask, Assistant
from assistant.schemas.answers import Answer, AnswerStatus
from knowledge.access import LOCAL_OWNER
from knowledge.documents import Properties
from knowledge.errors import SettingsError
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore
from tests.fixtures.scripted_model import ScriptedModel, chunk, id_in, line, serving
from tests.integration.assistant.conftest import Library

QUESTION = "How many days of paid holiday does every employee have?"
QUOTE = "Every employee has 30 days of paid holiday a year."
RESTATED = "Employees have 30 days of paid holiday a year."
# What else there is to an answer takes its time on a busy machine, yet nobody waits for a model that never ends.
SOON_S = 50.0


@pytest.fixture
def model() -> Iterator[ScriptedModel]:
    with serving(ScriptedModel()) as script:
        yield script


@pytest.fixture
def build(
    settings: Settings, store: KnowledgeStore, model: ScriptedModel, leave_policy: Callable[..., str]
) -> Callable[[float], Assistant]:
    """An assistant whose model has so many seconds for an answer."""
    leave_policy()
    configured = settings.model_copy(update={"llm_url": model.url, "llm_model": "scripted"})
    return lambda limit_s: build_assistant(configured.model_copy(update={"llm_timeout_s": limit_s}), store)


@pytest.fixture
def assistant(build: Callable[[float], Assistant]) -> Assistant:
    return build(30.0)


@pytest.fixture
def hurried(build: Callable[[float], Assistant]) -> Assistant:
    return build(0.5)


@pytest.fixture
def patient(build: Callable[[float], Assistant]) -> Assistant:
    """With time enough for what a busy machine has to say first."""
    return build(5.0)


def ask(assistant: Assistant, question: str = QUESTION) -> Answer:
    *_, answer = assistant.answer(Ask(question, LOCAL_OWNER))
    assert isinstance(answer, Answer)
    return answer


def texts(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences]


def assert_the_sources_answer(answer: Answer, notice: str) -> None:
    """In their own words, and the person is told why."""
    assert texts(answer)[0] == QUOTE
    assert answer.citations[0].quote == QUOTE
    assert (answer.writer, answer.notices) == ("extractive", (notice,))


def test_a_sentence_with_a_true_quote_is_shown_with_its_place(assistant: Assistant, model: ScriptedModel) -> None:
    model.say = lambda prompt: line(RESTATED, id_in(prompt), QUOTE)
    answer = ask(assistant)
    assert texts(answer) == [RESTATED]
    assert answer.citations[0].quote == QUOTE
    assert (answer.writer, answer.notices) == ("llm:scripted", ())


def test_what_the_model_read_and_wrote_is_recorded_with_the_answer(
    assistant: Assistant, model: ScriptedModel, store: KnowledgeStore
) -> None:
    model.say = lambda prompt: line(RESTATED, id_in(prompt), QUOTE)
    tokens = store.registry.traces.get(ask(assistant).trace_id)["tokens"]
    assert tokens == {
        "read": pytest.approx(len(model.prompts[0]) / 3.5, abs=1),
        "written": pytest.approx(len(line(RESTATED, id_in(model.prompts[0]), QUOTE)) / 3.5, abs=1),
    }


def test_a_quote_that_differs_in_white_space_only_is_mapped_to_the_sentence_it_stands_in(
    assistant: Assistant, model: ScriptedModel
) -> None:
    model.say = lambda prompt: line(RESTATED, id_in(prompt), "30  days of\npaid holiday a year.")
    assert ask(assistant).citations[0].quote == QUOTE


@pytest.mark.parametrize(
    ("text", "id_", "quote"),
    [
        (RESTATED, "1", QUOTE),
        ("Employees have 45 days of holiday.", "", "Every employee has 45 days of paid holiday a year."),
        ("Employees have 45 days of paid holiday a year.", "", QUOTE),
        ("Employees have no paid holiday a year.", "", QUOTE),
        ("The canteen serves soup on Thursdays.", "", QUOTE),
        (RESTATED, "", "a"),
        ("Employees have 30 days of paid holiday a year and", "", QUOTE),
        ("How many days of paid holiday a year does every employee have?", "", QUOTE),
        ("That is how it is.", "", QUOTE),
        ("Jeder Mitarbeiter bekommt 30 Tage bezahlten Urlaub im Jahr.", "", QUOTE),
        ("Tous les employés ont 30 jours de congés payés par an.", "", QUOTE),
        ("每位员工每年有 30 天带薪休假。", "", QUOTE),
        ("Evry employe hsa 30 dyas fo piad hoilday a yaer.", "", QUOTE),
        ("Everyemployeehas30daysofpaidholidayayear.", "", QUOTE),
        ("Every employee has 30 days of paid holiday a year, see holiday-bonus.example.", "", QUOTE),
        ("Every employee has 30 days of paid holiday a year ![x](https://evil.example/?q=1).", "", QUOTE),
        ("Every employee has 30 days of paid holiday a year <img src=x onerror=alert(1)>.", "", QUOTE),
        ("Every employee has 30 days of paid holiday a year, mail hr@evil.example.", "", QUOTE),
    ],
    ids=[
        "wrong id", "invented quote", "another number", "a negation", "another matter", "a quote of one letter",
        "half a sentence", "a question", "nothing to check", "German", "French", "Chinese", "misspelt", "no spaces",
        "an address", "a picture", "a tag", "a mail address",
    ],
)  # fmt: skip
def test_what_the_passages_do_not_say_does_not_get_through(
    assistant: Assistant, model: ScriptedModel, text: str, id_: str, quote: str
) -> None:
    model.say = lambda prompt: line(text, id_ or id_in(prompt), quote)
    assert_the_sources_answer(ask(assistant), "sentences-withheld")


def test_a_sentence_without_quotes_is_held_back_and_the_others_stay(assistant: Assistant, model: ScriptedModel) -> None:
    model.say = lambda prompt: (
        "Sure! Here is {the answer}:\n```json\n"
        + json.dumps({"text": "Holiday is a human right.", "quotes": []})
        + "\n"
        + line(QUOTE, id_in(prompt), QUOTE)
        + "```"
    )
    answer = ask(assistant)
    assert (texts(answer), answer.notices) == ([QUOTE], ("sentences-withheld",))


def test_markdown_and_unseen_characters_are_taken_off(assistant: Assistant, model: ScriptedModel) -> None:
    written = "## **Employees** have `30` days of paid\u200b holiday\u202e a\u0000 year.\ud800"
    model.say = lambda prompt: line(written, id_in(prompt), QUOTE)
    assert texts(ask(assistant)) == [RESTATED]


def test_a_model_that_finds_no_answer_is_believed(assistant: Assistant, model: ScriptedModel) -> None:
    model.say = lambda prompt: '{"no_answer": true}\n' + line(QUOTE, id_in(prompt), QUOTE)
    answer = ask(assistant)
    assert (answer.status, answer.notices) == (AnswerStatus.ABSTAINED, ())
    assert answer.nearest


@pytest.mark.parametrize("before", ["", " ", "  ", "   ", "    ", "     ", "      "])
def test_it_does_not_matter_where_a_stream_is_cut(assistant: Assistant, model: ScriptedModel, before: str) -> None:
    """The server sends seven characters at a time: in the middle of an escape, and of a word such as `true`."""
    model.say = lambda prompt: before + line("“Employees” have 30 days of paid holiday a year.", id_in(prompt), QUOTE)
    assert texts(ask(assistant)) == ["“Employees” have 30 days of paid holiday a year."]
    model.say = lambda prompt: before + '{"no_answer": true}'
    assert ask(assistant).status is AnswerStatus.ABSTAINED


def test_half_a_sentence_at_the_end_is_not_shown(assistant: Assistant, model: ScriptedModel) -> None:
    model.say = lambda prompt: line(QUOTE, id_in(prompt), QUOTE) + '{"text": "Unused days may be sav'
    assert texts(ask(assistant)) == [QUOTE]


def test_half_of_a_sources_sentence_is_shown_as_the_whole_of_it(
    assistant: Assistant, model: ScriptedModel, library: Library
) -> None:
    rule = "Customer data may be entered in the assistant only if the customer has agreed in writing."
    library.add(Properties("Customer data"), [("Entering data", rule)])
    half = "Customer data may be entered in the assistant."

    def say(prompt: str) -> str:
        found = re.search(r"id=(\w+)>\n\[Customer data", prompt)
        assert found
        return line(half, found[1], half.rstrip("."))

    model.say = say
    assert texts(ask(assistant, "May customer data be entered in the assistant?")) == [rule]


def test_a_list_item_is_judged_with_the_line_that_introduces_it(
    assistant: Assistant, model: ScriptedModel, library: Library
) -> None:
    rules = "You must never do the following:\n- enter customer data in the assistant\n- share your password"
    library.add(Properties("The assistant"), [("Rules of use", rules)])

    def say(prompt: str) -> str:
        found = re.search(r"id=(\w+)>\n\[The assistant", prompt)
        assert found
        return line("You may enter customer data in the assistant.", found[1], "enter customer data in the assistant")

    model.say = say
    answer = ask(assistant, "May I enter customer data in the assistant?")
    assert "You may enter customer data in the assistant." not in texts(answer)


@pytest.mark.parametrize(
    "written",
    ["", "   \n", "I do not know.", "{", "{}" * 500, "[" * 50_000, '{"a":' * 5_000, '{"a":[' + "[" * 20_000,
     '{"text": ' + "1" * 5_000 + "}", '{"text": "' + "a" * 60_000, "{" * 60_000, '{"no_answer": "maybe"}',
     '{"text": ["30"], "quotes": "all"}', '{"text": "", "quotes": []}', "<think>" + "hm " * 9_000],
    ids=["nothing", "white space", "prose", "a brace", "empty objects", "brackets", "deep objects", "deep lists",
         "a number too large", "an endless string", "braces", "an unclear no", "wrong types", "an empty sentence",
         "endless thought"],
)  # fmt: skip
def test_when_nothing_can_be_used_the_sources_answer(assistant: Assistant, model: ScriptedModel, written: str) -> None:
    model.say = lambda prompt: written
    assert_the_sources_answer(ask(assistant), "model-unavailable")


def test_what_is_thought_between_tags_is_not_said(assistant: Assistant, model: ScriptedModel) -> None:
    model.say = lambda prompt: (
        f"<think>Maybe {line('Employees have 30 days of holiday a year.', id_in(prompt), QUOTE)}</think>"
        + line(RESTATED, id_in(prompt), QUOTE)
    )
    assert texts(ask(assistant)) == [RESTATED]


def test_an_echo_of_the_prompt_is_no_answer(assistant: Assistant, model: ScriptedModel) -> None:
    """Its rules hold `{"no_answer": true}` as an example, which must not be taken for the model's word."""
    model.say = lambda prompt: prompt
    assert_the_sources_answer(ask(assistant), "model-unavailable")


def test_a_sentence_that_is_said_over_and_over_is_shown_once(assistant: Assistant, model: ScriptedModel) -> None:
    model.say = lambda prompt: line(RESTATED, id_in(prompt), QUOTE) * 50
    assert texts(ask(assistant)) == [RESTATED]


def test_no_more_than_eight_sentences_are_heard(assistant: Assistant, model: ScriptedModel) -> None:
    model.say = lambda prompt: (
        "".join(line(f"Soup number {n} is served.", id_in(prompt), QUOTE) for n in range(9))
        + (line(RESTATED, id_in(prompt), QUOTE))
    )
    assert RESTATED not in texts(ask(assistant))


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_when_the_model_fails_the_sources_answer_and_it_is_said(
    assistant: Assistant, model: ScriptedModel, status: int
) -> None:
    model.status = status
    model.headers = {"retry-after": "60"}
    began = time.monotonic()
    assert_the_sources_answer(ask(assistant), "model-unavailable")
    assert time.monotonic() - began < SOON_S


def endless(part: bytes, pause_s: float = 0.0) -> Callable[[str], Iterator[bytes]]:
    def send(prompt: str) -> Iterator[bytes]:
        while True:
            yield part
            time.sleep(pause_s)

    return send


@pytest.mark.parametrize(
    "send",
    [
        endless(chunk("word ")),
        endless(chunk("")),
        endless(chunk("", reasoning_content="Let me think. ")),
        endless(b": still there\n\n", 0.05),
        endless(chunk(""), 0.05),
        endless(b"x" * 65_536),
        endless(b"data: " + b"x" * 65_536 + b"\n"),
        endless(b"\n"),
    ],
    ids=["words", "nothings", "thoughts", "comments", "a trickle", "no line end", "long lines", "line ends"],
)
def test_a_flood_or_a_trickle_without_end_is_left_in_time(
    hurried: Assistant, model: ScriptedModel, send: Callable[[str], Iterator[bytes]]
) -> None:
    model.send = send
    began = time.monotonic()
    assert_the_sources_answer(ask(hurried), "model-unavailable")
    assert time.monotonic() - began < SOON_S


def test_a_compressed_bomb_is_not_unpacked(assistant: Assistant, model: ScriptedModel) -> None:
    model.headers = {"content-encoding": "gzip"}
    model.send = lambda prompt: iter([gzip.compress(b"data: " + b"x" * 50_000_000)])
    assert_the_sources_answer(ask(assistant), "model-unavailable")


def one(part: bytes) -> Callable[[str], Iterator[bytes]]:
    return lambda prompt: iter([part])


@pytest.mark.parametrize(
    "send",
    [
        one(b"data: {not json\n\n"),
        one(b"data: []\n\n"),
        one(b"data: null\n\n"),
        one(b'data: {"choices": null}\n\n'),
        one(b'data: {"choices": [{"delta": {"content": 17}}]}\n\n'),
        one(b'data: {"error": {"message": "overloaded"}}\n\n'),
        one(b"data: \xff\xfe\n\n"),
        one(b"<html>Bad gateway</html>"),
        one(b""),
    ],
    ids=["no JSON", "a list", "null", "no choices", "a number", "an error", "no UTF-8", "a page", "nothing"],
)
def test_a_stream_that_is_none_lets_the_sources_answer(
    assistant: Assistant, model: ScriptedModel, send: Callable[[str], Iterator[bytes]]
) -> None:
    model.send = send
    assert_the_sources_answer(ask(assistant), "model-unavailable")


@pytest.mark.parametrize("ending", [b'data: {"error": {"message": "overloaded", "code": 500}}\n\n', b"data: {"])
def test_sentences_that_came_before_an_error_stand(assistant: Assistant, model: ScriptedModel, ending: bytes) -> None:
    model.send = lambda prompt: iter([chunk(line(RESTATED, id_in(prompt), QUOTE)), ending + b"\n\n"])
    answer = ask(assistant)
    assert (texts(answer), answer.notices) == ([RESTATED], ("model-unavailable",))


@pytest.mark.parametrize("failure", [{"stall_s": 6.0}, {"cut": True}])
def test_sentences_that_came_before_the_model_fell_silent_stand(
    patient: Assistant, model: ScriptedModel, failure: dict[str, Any]
) -> None:
    model.say = lambda prompt: line(RESTATED, id_in(prompt), QUOTE)
    for name, value in failure.items():
        setattr(model, name, value)
    answer = ask(patient)
    assert texts(answer) == [RESTATED]
    assert answer.writer == "llm:scripted"


def test_a_silent_model_costs_one_wait_however_many_questions_were_asked(
    hurried: Assistant, model: ScriptedModel
) -> None:
    model.stall_s = 1.5
    answer = ask(hurried, f"{QUESTION} How is holiday requested?")
    assert answer.notices == ("model-unavailable",)
    assert len(model.prompts) == 1


def test_ids_and_fences_are_new_for_every_question_and_are_never_small_numbers(
    assistant: Assistant, model: ScriptedModel
) -> None:
    ask(assistant)
    ask(assistant)
    first, second = model.prompts
    assert id_in(first) != id_in(second)
    assert not id_in(first).isdigit() or len(id_in(first)) >= 6
    fences = [re.findall(r"</(passage-\w+)>", prompt) for prompt in model.prompts]
    assert fences[0][0] != fences[1][0]


def test_a_question_without_evidence_is_not_sent_to_the_model(assistant: Assistant, model: ScriptedModel) -> None:
    assert ask(assistant, "Which team won the football world cup in 1994?").status is AnswerStatus.ABSTAINED
    assert model.prompts == []


def test_the_writer_llm_without_a_model_is_a_setting_to_correct(settings: Settings, store: KnowledgeStore) -> None:
    with pytest.raises(SettingsError, match="llm_url"):
        build_assistant(settings.model_copy(update={"writer": "llm"}), store)


def test_the_model_is_the_writer_only_where_it_is_configured(settings: Settings, store: KnowledgeStore) -> None:
    assert build_assistant(settings, store).writer.name == "extractive"
