"""Answers by a language model, sentence by sentence as it writes them.

The model sees passages under ids made for this one question and must quote them word for word.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from secrets import token_hex

from assistant.evidence.found import Draft
from assistant.evidence.injection import asks_about_instructions, without_instructions
from assistant.evidence.selector import Selection
from assistant.llm.prompting import LANGUAGE_NAMES, filled
from assistant.llm.protocol import LanguageModel, TokenCount
from assistant.understand import Understanding
from assistant.writers.model_output import draft_of, objects_of
from knowledge.errors import ModelUnavailable
from knowledge.index.protocol import Candidate
from knowledge.settings import Settings

MAX_SENTENCES = 8
_MAX_OBJECTS = 3 * MAX_SENTENCES
MAX_PASSAGES = 8
_ANSWER_TOKENS = 900
# Three characters a token is low for English and right for Swedish, so that the prompt always fits.
_CHARS_PER_TOKEN = 3
_SHARE_FOR_PASSAGES = 0.6


def short_id() -> str:
    return token_hex(3)


class LLMWriter:
    """`new_id` makes short ids that cannot be guessed; models copy the numbers of examples and of footnotes."""

    def __init__(self, model: LanguageModel, settings: Settings, new_id: Callable[[], str] = short_id) -> None:
        self._model = model
        self._limit_s = settings.llm_timeout_s
        self._budget = int((settings.llm_context_tokens - _ANSWER_TOKENS) * _SHARE_FOR_PASSAGES) * _CHARS_PER_TOKEN
        self._new_id = new_id
        self.name = f"llm:{settings.llm_model}"

    def write(self, question: Understanding, selection: Selection, tokens: TokenCount) -> Iterator[Draft]:
        sources = self._given(selection.found.sources)
        written: set[str] = set()
        for value in islice(objects_of(self._said(question, sources, tokens)), _MAX_OBJECTS):
            if value.get("no_answer") is True:
                return
            draft = draft_of(value, sources, question.language)
            if draft is not None and draft.text.casefold() not in written:
                written.add(draft.text.casefold())
                yield draft
            if len(written) == MAX_SENTENCES:
                return
        if not written:
            raise ModelUnavailable(
                "The language model wrote nothing that can be used.",
                "Try another model in LARDOM_LLM_MODEL: it must be able to follow instructions and write JSON.",
            )

    def _given(self, candidates: Sequence[Candidate]) -> dict[str, Candidate]:
        """The best passages that fit, each under an id of its own."""
        given: dict[str, Candidate] = {}
        room = self._budget
        for candidate in candidates[:MAX_PASSAGES]:
            room -= len(candidate.passage.text) + len(candidate.passage.context)
            if room < 0 and given:
                break
            given[self._new_id()] = candidate
        return given

    def _said(self, question: Understanding, sources: Mapping[str, Candidate], tokens: TokenCount) -> Iterator[str]:
        """What the model says, until it repeats the prompt: the rules have an answer in them, as an example."""
        fence = f"passage-{self._new_id()}"
        whole = asks_about_instructions(question.question)
        passages = "\n\n".join(_shown(id_, source, fence, whole) for id_, source in sources.items())
        system = filled("answer", fence=fence, language=LANGUAGE_NAMES[question.language])
        asked = filled("question", passages=passages, question=question.standalone)
        tail = ""
        tokens.chars_read += len(system) + len(asked)
        for part in self._model.stream(system, asked, tokens=_ANSWER_TOKENS, limit_s=self._limit_s):
            tokens.chars_written += len(part)
            tail = tail[-len(fence) :] + part
            if fence in tail:
                return
            yield part


def _shown(id_: str, source: Candidate, fence: str, whole: bool) -> str:
    passage, properties = source.passage, source.properties
    place = " > ".join(dict.fromkeys([properties.title, *passage.section]))
    about = f"{properties.kind.value}, {properties.valid_from or 'undated'}"
    words = passage.text if whole else without_instructions(source)
    text = "\n".join(part for part in (passage.context, words) if part)
    return f"<{fence} id={id_}>\n[{place}; {about}]\n{text}\n</{fence}>"
