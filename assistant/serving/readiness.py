"""Whether questions can be answered now: registry, index and embedding model are each tried."""

from collections.abc import Callable

from assistant.schemas.answers import Readiness
from knowledge.access import Viewer
from knowledge.errors import LardomError
from knowledge.jobs import Job
from knowledge.store import KnowledgeStore


def readiness(store: KnowledgeStore, writer: str, viewer: Viewer) -> Readiness:
    """What is counted is what the viewer may see.

    An empty index is no problem: the server is ready to take documents in, and says that there are none.
    """
    counts: list[tuple[int, int]] = []
    jobs: list[Job] = []
    checks: tuple[Callable[[], object], ...] = (
        lambda: counts.append(store.registry.documents.count(viewer)),
        lambda: jobs.extend(job for job, _ in store.registry.jobs.unfinished()),
        store.index.count,
        lambda: store.embedder.embed_question("ready"),
    )
    problems = tuple(problem for check in checks if (problem := _problem(check)))
    documents, passages = counts[0] if counts else (0, 0)
    return Readiness(
        ready=not problems,
        documents=documents,
        passages=passages,
        writer=writer,
        embedding=store.embedder.name,
        ingesting=bool(jobs),
        problems=problems,
    )


def _problem(check: Callable[[], object]) -> str:
    try:
        check()
    except LardomError as error:
        return str(error)
    return ""
