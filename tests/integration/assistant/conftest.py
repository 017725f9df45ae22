"""A small real library: registry, index and the built-in embedding, filled without the ingest room."""

import subprocess
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from assistant.api.app import build_app
from assistant.api.identity import Identification, LocalTokens
from assistant.api.pages import PageImages
from assistant.api.security import Gate, gate_of
from assistant.api.services import Services
from assistant.bootstrap import build_assistant, build_gap_work
from assistant.serving.plugins import build_ingestion
from knowledge.access import LOCAL_OWNER, Role, Viewer
from knowledge.documents import HiddenText, Page, Passage, PlacedText, Properties, Revision, RevisionState
from knowledge.embeddings import Embedder, build_embedder
from knowledge.errors import UnreadableSource
from knowledge.findable import text_to_embed
from knowledge.index.factory import open_index
from knowledge.index.protocol import IndexEntry
from knowledge.intake import UploadRead
from knowledge.jobs import Ingestion, Job
from knowledge.properties import ChangeAct
from knowledge.registry.registry import Registry
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore
from tests.fixtures.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider, Person, running

TODAY = date(2026, 11, 23)
LOCAL_TOKEN = "local-token-of-this-run"
LOCAL_TOKENS = LocalTokens(LOCAL_TOKEN, "chat-token-of-this-run")


class Library:
    """Puts documents straight into the store; a section is a heading and its text, and becomes one passage."""

    def __init__(self, store: KnowledgeStore) -> None:
        self.store = store

    def add(
        self,
        properties: Properties,
        sections: Sequence[tuple[str, str]],
        *,
        context: str = "",
        by: Viewer | None = None,
    ) -> str:
        """`by` is who hands it in; None for the server's own command."""
        text = "\n\n".join(f"{heading}\n\n{body}" for heading, body in sections)
        document_id, revision_id = str(uuid4()), str(uuid4())
        passages = []
        for ordinal, (heading, body) in enumerate(sections):
            start = text.index(body)
            passages.append(
                Passage(
                    id=str(uuid4()),
                    document_id=document_id,
                    revision_id=revision_id,
                    ordinal=ordinal,
                    start=start,
                    end=start + len(body),
                    text=body,
                    section=(heading,),
                    language=properties.language,
                    context=context,
                )
            )
        revision = Revision(
            id=revision_id,
            document_id=document_id,
            content_hash=sha256(text.encode()).hexdigest(),
            media_type="text/markdown",
            text=text,
            state=RevisionState.STAGED,
            created_at=datetime.now(UTC),
            created_by=by.user if by else "test",
        )
        self.publish(revision, passages, properties, by or LOCAL_OWNER)
        return document_id

    def publish(
        self,
        revision: Revision,
        passages: Sequence[Passage],
        properties: Properties,
        viewer: Viewer = LOCAL_OWNER,
    ) -> None:
        self.store.registry.documents.stage(revision, passages, properties)
        vectors = self.store.embedder.embed_passages([text_to_embed(passage, properties) for passage in passages])
        self.store.index.upsert(
            [IndexEntry(passage, properties, None, vector) for passage, vector in zip(passages, vectors, strict=True)]
        )
        self.store.registry.documents.publish(revision.id, properties, viewer=viewer)

    def add_pdf(self, path: Path, words: Sequence[PlacedText], page: Page, text: str) -> tuple[str, str]:
        """A PDF whose bytes are at `path`; returns the ids of document and revision."""
        document_id, revision_id = str(uuid4()), str(uuid4())
        revision = Revision(
            id=revision_id,
            document_id=document_id,
            content_hash=path.name,
            media_type="application/pdf",
            text=text,
            state=RevisionState.STAGED,
            created_at=datetime.now(UTC),
            created_by="test",
            pages=(page,),
            layout=tuple(words),
        )
        passage = Passage(str(uuid4()), document_id, revision_id, 0, 0, len(text), text, page=page.number)
        self.publish(revision, [passage], Properties("Price list"))
        return document_id, revision_id


class NoReader:
    """Reads no file, as where nothing is installed that could."""

    def hidden_text(self, name: str, content: BinaryIO) -> tuple[HiddenText, ...]:
        raise UnreadableSource(f"Nothing here reads {name}.", "Install what does.")


class SmallIngestion:
    """The agreement of knowledge/jobs.py over the registry alone: uploads are queued and kept, removals are made."""

    def __init__(self, store: KnowledgeStore) -> None:
        self.lessons: Any = NoReader()
        self._store = store
        self.uploads: list[tuple[str, bytes, dict[str, object]]] = []
        self.approved: list[tuple[str, str, str]] = []

    def submit_upload(self, name: str, content: BinaryIO, properties: dict[str, object], viewer: Viewer) -> Job:
        read = content.read()
        self.uploads.append((name, read, properties))
        return self._store.registry.jobs.add_upload({"upload": name}, viewer, len(read))

    def read_upload(self, name: str, content: BinaryIO, properties: dict[str, object], by: str) -> UploadRead:
        return UploadRead(
            f"upload:{by}/{name}", Properties(str(properties.get("title", name))), content.read().decode()
        )

    def submit_approved(
        self, address: str, name: str, content: BinaryIO, properties: dict[str, object], by: str, viewer: Viewer
    ) -> Job:
        self.approved.append((address, content.read().decode(), by))
        return self._store.registry.jobs.add({"upload": name, "address": address}, by)

    def expect_approval(self) -> None: ...

    def submit_paths(self, paths: Sequence[Path], by: str) -> Job:
        return self._store.registry.jobs.add({"paths": [str(path) for path in paths]}, by)

    def job(self, job_id: str, viewer: Viewer) -> Job:
        return self._store.registry.jobs.get(job_id, viewer)

    def remove(self, document_id: str, by: Viewer) -> None:
        self._store.registry.documents.remove(document_id, by)

    def restore(self, document_id: str, by: Viewer) -> None:
        revision_id = self._store.registry.documents.stage_again(document_id, by)
        document = self._store.registry.documents.get(document_id, LOCAL_OWNER)
        self._store.registry.documents.publish(revision_id, document.properties)

    def change_properties(
        self, document_id: str, values: Mapping[str, Any], viewer: Viewer, note: str, act: ChangeAct
    ) -> int:
        number = self._store.registry.properties.change(document_id, values, viewer, note, act)
        self._catch_up()
        return number

    def undo_change(self, document_id: str, number: int, viewer: Viewer) -> int:
        number = self._store.registry.properties.undo(document_id, number, viewer)
        self._catch_up()
        return number

    def decide_supersession(self, successor: str, superseded: str, confirmed: bool, viewer: Viewer, note: str) -> None:
        self._store.registry.supersessions.decide(successor, superseded, confirmed, viewer, note)
        self._catch_up()

    def _catch_up(self) -> None:
        """What a worker does: bring the index to what the registry knows."""
        for document in self._store.registry.documents.out_of_step():
            self._store.index.set_properties(document.id, document.properties, document.superseded_from)
            self._store.registry.documents.mark_in_step(document)

    def rewrite(self, change: Callable[[], None]) -> bool:
        """What the change staged is published, and left to the index's own copy."""
        change()
        for revision_id in self._store.registry.documents.in_state(RevisionState.STAGED):
            document = self._store.registry.documents.revision(revision_id, LOCAL_OWNER).document_id
            properties = self._store.registry.documents.get(document, LOCAL_OWNER).properties
            self._store.registry.documents.publish(revision_id, properties, viewer=None)
        return self._store.index.rewrite()

    def start(self) -> None: ...

    def stop(self) -> None: ...


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return build_embedder(Settings(embedding_threads=1))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", embedding_threads=1, max_upload_mb=1)


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """A data folder with nothing taken in. To copy it takes a tenth of the seconds that making one does."""
    made = Settings(data=tmp_path_factory.mktemp("untouched") / "data")
    made.originals.mkdir(parents=True)
    KnowledgeStore(Registry(made.database), open_index(made, embedder), embedder).close()
    return made.data


@pytest.fixture
def store(settings: Settings, embedder: Embedder, untouched: Path) -> Iterator[KnowledgeStore]:
    # Unlike Python's own copying, this leaves the holes in the index's files, which are nearly all of them.
    settings.data.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-R", f"{untouched}/.", settings.data], check=True)
    opened = KnowledgeStore(Registry(settings.database), open_index(settings, embedder), embedder)
    yield opened
    opened.close()


@pytest.fixture
def library(store: KnowledgeStore) -> Library:
    return Library(store)


@pytest.fixture
def ingestion(store: KnowledgeStore) -> SmallIngestion:
    return SmallIngestion(store)


class SmallChat:
    """Answers every path that reaches it, as the real one does."""

    def lifespan(self) -> Callable[[object], AbstractAsyncContextManager[None]]:
        return lambda app: nullcontext()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("the chat")(scope, receive, send)


@pytest.fixture
def services(settings: Settings, store: KnowledgeStore, ingestion: SmallIngestion) -> Services:
    assistant = replace(build_assistant(settings, store), today=lambda: TODAY)
    gaps = build_gap_work(store, assistant, lambda: datetime.combine(TODAY, time(9), UTC))
    return Services(settings, store, assistant, ingestion, PageImages(settings.originals), lambda: TODAY, gaps)


@pytest.fixture
async def client(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    gate = Gate(frozenset({"testserver"}), Identification(LOCAL_TOKENS))
    async with _client(services, gate) as made:
        yield made


@pytest.fixture
def ingesting(settings: Settings, store: KnowledgeStore) -> Iterator[Ingestion]:
    """The real ingest, for what is to be found in the end; whoever uses it starts it."""
    made = build_ingestion(settings, store)
    yield made
    made.stop()


@pytest.fixture
async def whole(services: Services, ingesting: Ingestion) -> AsyncIterator[httpx.AsyncClient]:
    """A server with it."""
    gate = Gate(frozenset({"testserver"}), Identification(LOCAL_TOKENS))
    async with _client(replace(services, ingestion=ingesting), gate) as made:
        yield made


@pytest.fixture
async def guarded(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    """A server that asks for an access token."""
    gate = Gate(frozenset({"testserver"}), Identification(LOCAL_TOKENS, "a-shared-secret-of-enough-length"))
    async with _client(services, gate) as made:
        yield made


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    people = {
        "anna": Person("s-anna", "Anna Åberg", ("hr", "lardom-reviewers")),
        "bo": Person("s-bo", "Bo Ek", ("it",)),
        "asa": Person("s-asa", "Åsa Öhrnberg", ("hr",)),
    }
    with running(people) as made:
        yield made


@pytest.fixture
def signed_in_settings(settings: Settings, provider: IdentityProvider) -> Settings:
    return Settings(
        data=settings.data,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=SecretStr(CLIENT_SECRET),
        oidc_redirect="https://lardom.example/oauth2callback",
        oidc_roles={"lardom-reviewers": (Role.REVIEWER, Role.CONTRIBUTOR)},
    )


@pytest.fixture
async def with_sign_in(services: Services, signed_in_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A server that people sign in to with the provider."""
    gate = gate_of(signed_in_settings, LOCAL_TOKENS)
    async with _client(replace(services, settings=signed_in_settings), gate, "http://lardom.example") as made:
        yield made


def _client(services: Services, gate: Gate, url: str = "http://testserver") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(build_app(services, gate, SmallChat()), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=url)


@pytest.fixture
def as_local() -> dict[str, str]:
    return {"Authorization": f"Bearer {LOCAL_TOKEN}"}


ANNUAL_LEAVE = (
    "Holiday and leave",
    "Every employee has 30 days of paid holiday a year. Unused days may be saved for five years.\n\n"
    "Holiday is requested in the staff portal at least four weeks before it begins.",
)


@pytest.fixture
def leave_policy(library: Library) -> Callable[..., str]:
    def add(**changes: object) -> str:
        properties = Properties(
            "Leave policy", owner="HR, Anna Berg", reference="POL-1", questions=("How is holiday requested?",)
        )
        return library.add(replace(properties, **changes), [ANNUAL_LEAVE])  # type: ignore[arg-type]

    return add
