"""Opens the passage index that the settings name, or discards it, to be built again from the registry."""

import os
import shutil
import tempfile

from knowledge.embeddings import Embedder
from knowledge.index.embedded import EdgeEngine
from knowledge.index.engine import Engine, Identity
from knowledge.index.index import EngineIndex
from knowledge.index.protocol import PassageIndex
from knowledge.lexical import VERSION
from knowledge.settings import Settings

_FOLDER = "index"


def open_index(settings: Settings, embedder: Embedder) -> PassageIndex:
    """Raises IndexMismatch, IndexUnavailable, and IndexLocked when another process has the embedded index open."""
    identity = Identity(embedder.name, embedder.dimension, VERSION)
    engine: Engine
    if settings.qdrant_url:
        # Here, not at the top: the client's import takes a second that the embedded index need not wait for.
        from knowledge.index.server import ServerEngine, connect

        engine = ServerEngine(connect(settings), settings, identity)
    else:
        engine = EdgeEngine(settings.data / _FOLDER, identity)
    return EngineIndex(engine)


def discard_index(settings: Settings) -> None:
    """Delete the index, whatever embedding it was built with. No process may have it open."""
    if settings.qdrant_url:
        from knowledge.index.server import connect, drop_collection

        drop_collection(connect(settings), settings)
    elif (settings.data / _FOLDER).exists():
        # Moved away first: a crash leaves the index or none, never half of one.
        discarded = tempfile.mkdtemp(prefix=f"{_FOLDER}.old-", dir=settings.data)
        os.rename(settings.data / _FOLDER, discarded)
        shutil.rmtree(discarded)
