"""Answers by a language model behind an OpenAI-compatible address; the one file that talks to it.

The model sees passages under ids made for this one question and must quote them word for word. What it writes is
parsed as it streams in: a sentence with an unknown id, a quote that is not in its passage, or no quote is dropped.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from secrets import token_hex
from typing import Any

from llama_index.core.llms import LLM, ChatMessage, MessageRole
from llama_index.llms.openai_like import OpenAILike  # type: ignore[import-untyped]
from pydantic import BaseModel, ValidationError

from assistant.evidence import Draft, Quote
from assistant.prompting import filled
from assistant.understand import Understanding
from assistant.writers.selector import Selection
from knowledge.errors import ModelUnavailable, SettingsError
from knowledge.index.protocol import Candidate
from knowledge.settings import Settings

MAX_SENTENCES = 8
_PASSAGES = 8
_ANSWER_TOKENS = 900
# Three characters a token is low for English and right for Swedish, so that the prompt always fits.
_CHARS_PER_TOKEN = 3
_SHARE_FOR_PASSAGES = 0.6
_LEAST_QUOTE_CHARS = 8
_MAX_PENDING_CHARS = 20_000
_LANGUAGES = {"sv": "Swedish", "en": "English"}


class _Cited(BaseModel):
    id: str
    quote: str


class _Line(BaseModel):
    text: str
    quotes: list[_Cited]


class LLMWriter:
    """`new_id` makes short ids that cannot be guessed; models copy the numbers of examples and of footnotes."""

    def __init__(self, llm: LLM, model: str, context_tokens: int, new_id: Callable[[], str]) -> None:
        self._llm = llm
        self._budget = int((context_tokens - _ANSWER_TOKENS) * _SHARE_FOR_PASSAGES) * _CHARS_PER_TOKEN
        self._new_id = new_id
        self.name = f"llm:{model}"

    def write(self, question: Understanding, selection: Selection) -> Iterator[Draft]:
        sources = self._given(selection.found.sources)
        written = 0
        for value in objects_of(self._stream(self._messages(question, sources))):
            draft = draft_of(value, sources)
            if draft is not None:
                yield draft
                written += 1
            if written == MAX_SENTENCES or value.get("no_answer"):
                return

    def _given(self, candidates: Sequence[Candidate]) -> dict[str, Candidate]:
        """The best passages that fit, each under an id of its own."""
        given: dict[str, Candidate] = {}
        room = self._budget
        for candidate in candidates[:_PASSAGES]:
            room -= len(candidate.passage.text) + len(candidate.passage.context)
            if room < 0 and given:
                break
            given[self._new_id()] = candidate
        return given

    def _messages(self, question: Understanding, sources: Mapping[str, Candidate]) -> list[ChatMessage]:
        fence = f"passage-{self._new_id()}"
        passages = "\n\n".join(_shown(id_, source, fence) for id_, source in sources.items())
        system = filled("answer", fence=fence, language=_LANGUAGES[question.language])
        asked = filled("question", passages=passages, question=question.standalone)
        return [
            ChatMessage(role=MessageRole.SYSTEM, content=system),
            ChatMessage(role=MessageRole.USER, content=asked),
        ]

    def _stream(self, messages: Sequence[ChatMessage]) -> Iterator[str]:
        try:
            for part in self._llm.stream_chat(messages):
                yield part.delta or ""
        except Exception as error:  # the client raises its own errors, its transport's and its parser's
            raise ModelUnavailable(
                f"The language model failed ({type(error).__name__}).",
                "Check LARDOM_LLM_URL, LARDOM_LLM_MODEL and LARDOM_LLM_KEY; `lardom doctor` tries them.",
            ) from error


def build_writer(settings: Settings) -> LLMWriter:
    """Raises SettingsError when address or model is missing."""
    return LLMWriter(build_llm(settings), settings.llm_model or "", settings.llm_context_tokens, _short_id)


def _short_id() -> str:
    return token_hex(3)


def build_llm(settings: Settings) -> LLM:
    """Raises SettingsError when address or model is missing."""
    if not settings.llm_url or not settings.llm_model:
        raise SettingsError("The writer `llm` needs an address and a model.", "Set `llm_url` and `llm_model`.")
    llm: LLM = OpenAILike(
        model=settings.llm_model,
        api_base=settings.llm_url,
        api_key=settings.llm_key.get_secret_value() if settings.llm_key else "none",
        is_chat_model=True,
        context_window=settings.llm_context_tokens,
        max_tokens=_ANSWER_TOKENS,
        temperature=0.0,
        timeout=settings.llm_timeout_s,
        max_retries=1,
    )
    return llm


def objects_of(parts: Iterator[str]) -> Iterator[dict[str, Any]]:
    """The JSON objects in a stream of text, each as soon as it is complete; what stands between them is passed over."""
    decoder = json.JSONDecoder()
    pending = ""
    for part in parts:
        pending += part
        while (start := pending.find("{")) >= 0:
            try:
                value, end = decoder.raw_decode(pending, start)
            except json.JSONDecodeError as error:
                if _may_become_whole(error, pending):
                    break
                pending = pending[start + 1 :]
                continue
            pending = pending[end:]
            yield value
        if len(pending) > _MAX_PENDING_CHARS:
            return


def _may_become_whole(error: json.JSONDecodeError, text: str) -> bool:
    """Whether more text could mend the error, which then lies at the end or in a string that is not closed yet."""
    return error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated string")


def draft_of(value: Mapping[str, Any], sources: Mapping[str, Candidate]) -> Draft | None:
    """The sentence with those of its quotes that stand in the passages they name; None when there is none."""
    try:
        line = _Line.model_validate(value)
    except ValidationError:
        return None
    found = [quote for cited in line.quotes if (quote := _located(cited, sources)) is not None]
    text = " ".join(line.text.split())
    return Draft(text, tuple(found)) if text and found else None


def _located(cited: _Cited, sources: Mapping[str, Candidate]) -> Quote | None:
    """Where the quote stands in its passage, white space aside."""
    source = sources.get(cited.id)
    words = cited.quote.split()
    if source is None or len("".join(words)) < _LEAST_QUOTE_CHARS:
        return None
    match = re.search(r"\s+".join(map(re.escape, words)), source.passage.text)
    if match is None:
        return None
    offset = source.passage.start
    return Quote(source, offset + match.start(), offset + match.end(), match.group())


def _shown(id_: str, source: Candidate, fence: str) -> str:
    passage, properties = source.passage, source.properties
    place = " > ".join(dict.fromkeys([properties.title, *passage.section]))
    about = f"{properties.kind.value}, {properties.valid_from or 'undated'}"
    text = "\n".join(part for part in (passage.context, passage.text) if part)
    return f"<{fence} id={id_}>\n[{place}; {about}]\n{text}\n</{fence}>"
