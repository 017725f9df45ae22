"""Opens the three parts of the knowledge store together: registry, index and embedding."""

from dataclasses import dataclass

from knowledge.embeddings import Embedder, build_embedder
from knowledge.index.factory import open_index
from knowledge.index.protocol import PassageIndex
from knowledge.registry.registry import Registry
from knowledge.settings import Settings


@dataclass(frozen=True, slots=True)
class KnowledgeStore:
    registry: Registry
    index: PassageIndex
    embedder: Embedder

    def close(self) -> None:
        self.index.close()
        self.registry.close()


def open_store(settings: Settings) -> KnowledgeStore:
    """Raises IndexLocked when another process has the embedded index open, and the errors of each part."""
    embedder = build_embedder(settings)
    index = open_index(settings, embedder)
    try:
        registry = Registry(settings.database)
    except Exception:
        index.close()
        raise
    return KnowledgeStore(registry, index, embedder)
