"""The language model behind an OpenAI-compatible address; the one file that talks to it.

Whatever a server sends, an answer ends: after the time that it was given, and after MAX_BYTES. A read timeout alone
never ends a stream that says a little now and then, or only keeps the line alive.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
from llama_index.core.llms import LLM, ChatMessage, MessageRole
from llama_index.llms.openai_like import OpenAILike  # type: ignore[import-untyped]

from assistant.llm.protocol import LanguageModel
from knowledge.errors import ModelUnavailable, SettingsError
from knowledge.outside import is_own
from knowledge.settings import Settings

# Of a stream, an answer of 900 tokens takes 0.3 MB, and as much again for each 900 tokens of thought before it.
MAX_BYTES = 4_000_000


class OpenAICompatible:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._outside = not is_own(settings.llm_url or "", settings)

    def stream(self, system: str, user: str, *, tokens: int, limit_s: float) -> Iterator[str]:
        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=system),
            ChatMessage(role=MessageRole.USER, content=user),
        ]
        # A client for each answer: nothing else closes the connection when somebody has heard enough.
        with _BoundedClient(limit_s, time.monotonic, outside=self._outside) as client:
            try:
                for part in self._llm(client, limit_s).stream_chat(messages, max_tokens=tokens):
                    yield part.delta or ""
            except Exception as error:  # the client raises its own errors, its transport's and its parser's
                raise ModelUnavailable(
                    f"The language model failed ({type(error).__name__}).",
                    "Check LARDOM_LLM_URL, LARDOM_LLM_MODEL and LARDOM_LLM_KEY; `lardom doctor` tries them.",
                ) from error

    def _llm(self, client: httpx.Client, limit_s: float) -> LLM:
        settings = self._settings
        llm: LLM = OpenAILike(
            model=settings.llm_model,
            api_base=settings.llm_url,
            api_key=settings.llm_key.get_secret_value() if settings.llm_key else "none",
            is_chat_model=True,
            context_window=settings.llm_context_tokens,
            temperature=0.0,
            timeout=limit_s,
            # A retry sleeps for as long as the server's Retry-After says, and there is a stand-in that need not wait.
            max_retries=0,
            http_client=client,
        )
        return llm


def connect(settings: Settings) -> LanguageModel:
    """Raises SettingsError when address or model is missing."""
    if not settings.llm_url or not settings.llm_model:
        raise SettingsError("The writer `llm` needs an address and a model.", "Set `llm_url` and `llm_model`.")
    return OpenAICompatible(settings)


class _BoundedClient(httpx.Client):
    """Reads no response for longer than `limit_s`, however lively it is."""

    def __init__(self, limit_s: float, clock: Callable[[], float], *, outside: bool) -> None:
        # A proxy of the environment would be given what is meant for one's own machine.
        super().__init__(trust_env=outside)
        self._limit_s = limit_s
        self._clock = clock

    def send(self, request: httpx.Request, *, stream: bool = False, **options: Any) -> httpx.Response:
        ends = self._clock() + self._limit_s
        # What is compressed may be a thousand times as large as it looks.
        request.headers["accept-encoding"] = "identity"
        response = super().send(request, stream=True, **options)
        response.headers.pop("content-encoding", None)
        assert isinstance(response.stream, httpx.SyncByteStream)
        response.stream = _Bounded(response.stream, lambda: self._clock() < ends)
        if not stream:
            response.read()
        return response


class _Bounded(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, in_time: Callable[[], bool]) -> None:
        self._stream = stream
        self._in_time = in_time

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for part in self._stream:
            size += len(part)
            if size > MAX_BYTES:
                raise httpx.ReadError("The response is too long.")
            if not self._in_time():
                raise httpx.ReadTimeout("The response takes too long.")
            yield part

    def close(self) -> None:
        self._stream.close()
