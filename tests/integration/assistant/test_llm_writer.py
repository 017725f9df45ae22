"""Answers by a language model that misbehaves in every way a real one does, over real HTTP."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from assistant.bootstrap import build_assistant
from assistant.pipeline import Ask, Assistant
from assistant.schemas import Answer, AnswerStatus
from knowledge.access import LOCAL_OWNER
from knowledge.errors import SettingsError
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore

QUESTION = "How many days of paid holiday does every employee have?"
QUOTE = "Every employee has 30 days of paid holiday a year."


@dataclass
class ScriptedModel:
    """An OpenAI-compatible server that streams what `say` makes of the prompt, a few characters at a time."""

    say: Callable[[str], str] = lambda prompt: ""
    status: int = 200
    stall_s: float = 0.0
    prompts: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["content-length"])))
        prompt = "\n".join(message["content"] for message in body["messages"])
        self.prompts.append(prompt)
        if self.status != 200:
            handler.send_error(self.status)
            return
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.end_headers()
        text = self.say(prompt)
        for start in range(0, len(text), 7):
            self._chunk(handler, text[start : start + 7])
        time.sleep(self.stall_s)
        self._chunk(handler, "", "stop")
        handler.wfile.write(b"data: [DONE]\n\n")

    def _chunk(self, handler: BaseHTTPRequestHandler, text: str, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish}
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "scripted", "choices": [choice]}
        handler.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        handler.wfile.flush()


@pytest.fixture
def model() -> Iterator[ScriptedModel]:
    script = ScriptedModel()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            # The writer may have heard enough and gone.
            with suppress(BrokenPipeError):
                script.answer(self)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    yield script
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def assistant(
    settings: Settings, store: KnowledgeStore, model: ScriptedModel, leave_policy: Callable[..., str]
) -> Assistant:
    leave_policy()
    configured = settings.model_copy(update={"llm_url": model.url, "llm_model": "scripted", "llm_timeout_s": 0.5})
    return build_assistant(configured, store)


def ask(assistant: Assistant, question: str = QUESTION) -> Answer:
    *_, answer = assistant.answer(Ask(question, LOCAL_OWNER))
    assert isinstance(answer, Answer)
    return answer


def id_in(prompt: str) -> str:
    found = re.search(r"<passage-\w+ id=(\w+)>", prompt)
    assert found
    return found[1]


def line(text: str, id_: str, quote: str) -> str:
    return json.dumps({"text": text, "quotes": [{"id": id_, "quote": quote}]}) + "\n"


def test_a_sentence_with_a_true_quote_is_shown_with_its_place(assistant: Assistant, model: ScriptedModel) -> None:
    model.say = lambda prompt: line("Employees have 30 days of paid holiday a year.", id_in(prompt), QUOTE)
    answer = ask(assistant)
    assert [sentence.text for sentence in answer.sentences] == ["Employees have 30 days of paid holiday a year."]
    assert answer.citations[0].quote == QUOTE
    assert answer.writer == "llm:scripted"
    assert answer.notices == ()


def test_a_quote_that_differs_in_white_space_only_is_mapped_to_the_words_as_they_stand(
    assistant: Assistant, model: ScriptedModel
) -> None:
    model.say = lambda prompt: line(
        "There are 30 days of paid holiday.", id_in(prompt), "30  days of\npaid holiday a year."
    )
    assert ask(assistant).citations[0].quote == "30 days of paid holiday a year."


@pytest.mark.parametrize(
    ("text", "id_", "quote"),
    [
        ("Employees have 30 days of paid holiday.", "1", QUOTE),
        ("Employees have 45 days of holiday.", "", "Every employee has 45 days of paid holiday a year."),
        ("Employees have 45 days of paid holiday a year.", "", QUOTE),
        ("Employees have no paid holiday a year.", "", QUOTE),
        ("The canteen serves soup on Thursdays.", "", QUOTE),
        ("Employees have 30 days of paid holiday.", "", "a"),
    ],
    ids=["wrong id", "invented quote", "another number", "a negation", "another matter", "a quote of one letter"],
)
def test_what_the_passages_do_not_say_does_not_get_through(
    assistant: Assistant, model: ScriptedModel, text: str, id_: str, quote: str
) -> None:
    model.say = lambda prompt: line(text, id_ or id_in(prompt), quote)
    answer = ask(assistant)
    assert (answer.status, answer.sentences, answer.citations) == (AnswerStatus.ABSTAINED, (), ())
    assert answer.nearest


def test_a_sentence_without_quotes_is_dropped_and_the_others_stay(assistant: Assistant, model: ScriptedModel) -> None:
    model.say = lambda prompt: (
        "Sure! Here is {the answer}:\n```json\n"
        + json.dumps({"text": "Holiday is a human right.", "quotes": []})
        + "\n"
        + line("Every employee has 30 days of paid holiday a year.", id_in(prompt), QUOTE)
        + "```"
    )
    assert [sentence.text for sentence in ask(assistant).sentences] == [QUOTE]


def test_a_model_that_finds_no_answer_abstains(assistant: Assistant, model: ScriptedModel) -> None:
    model.say = lambda prompt: '{"no_answer": true}\n' + line(QUOTE, id_in(prompt), QUOTE)
    answer = ask(assistant)
    assert answer.status is AnswerStatus.ABSTAINED
    assert answer.notices == ()


def test_half_a_sentence_at_the_end_is_not_shown(assistant: Assistant, model: ScriptedModel) -> None:
    model.say = lambda prompt: line(QUOTE, id_in(prompt), QUOTE) + '{"text": "Unused days may be sav'
    assert len(ask(assistant).sentences) == 1


@pytest.mark.parametrize("failure", [{"status": 500}, {"status": 401}, {"stall_s": 1.5}])
def test_when_the_model_fails_the_sources_answer_in_their_own_words_and_it_is_said(
    assistant: Assistant, model: ScriptedModel, failure: dict[str, Any]
) -> None:
    for name, value in failure.items():
        setattr(model, name, value)
    answer = ask(assistant)
    assert QUOTE in [sentence.text for sentence in answer.sentences]
    assert (answer.writer, answer.notices) == ("extractive", ("model-unavailable",))


def test_sentences_that_came_before_the_model_failed_stand(assistant: Assistant, model: ScriptedModel) -> None:
    model.say = lambda prompt: line("Each employee has 30 days of paid holiday a year.", id_in(prompt), QUOTE)
    model.stall_s = 1.5
    answer = ask(assistant)
    assert [sentence.text for sentence in answer.sentences] == ["Each employee has 30 days of paid holiday a year."]
    assert (answer.writer, answer.notices) == ("llm:scripted", ("model-unavailable",))


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
