"""The serving process: opens the store, listens, tells this machine's `lardom` command where, and closes cleanly."""

import logging
import os
import secrets
import signal
import sys
from importlib.metadata import version
from pathlib import Path

import uvicorn

from assistant.api.app import build_app
from assistant.api.identity import LocalTokens
from assistant.api.pages import PageImages
from assistant.api.people import sign_in
from assistant.api.security import gate_of
from assistant.api.services import Services
from assistant.bootstrap import build_assistant, build_gap_work, now, today
from assistant.serving.observing import build_watch
from assistant.serving.plugins import build_chat, build_ingestion
from assistant.serving.retention import Retention, RetentionWork
from knowledge.access import LOCAL_OWNER
from knowledge.audit import SYSTEM, Act
from knowledge.running import RunningServer, announced
from knowledge.settings import Settings, fingerprint_of
from knowledge.store import KnowledgeStore, open_store

logger = logging.getLogger(__name__)

_SHUTDOWN_S = 5


def serve(settings: Settings, *, pilot: Path | None = None) -> None:
    """Listen until interrupted. With `pilot`, an empty knowledge base is filled from that folder, in the background.

    Raises SettingsError, IndexLocked and the other errors of opening the store.
    """
    # The server passes a signal on when it has shut down; by default SIGTERM would then skip the cleaning up below.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    tokens = LocalTokens(owner=secrets.token_urlsafe(32), chat=secrets.token_urlsafe(32))
    gate = gate_of(settings, tokens)
    running = RunningServer(_url(settings), tokens.owner, os.getpid())
    store = open_store(settings)
    try:
        store.registry.audit.append(
            Act.SERVER_START, SYSTEM, version("lardom"), {"settings_sha256": fingerprint_of(settings)}
        )
        services = build_services(settings, store)
        if pilot is not None and store.registry.documents.count(LOCAL_OWNER)[0] == 0:
            services.ingestion.submit_paths([pilot], "pilot")
        app = build_app(services, gate, build_chat(running.url, tokens.chat, sign_in(settings)))
        # No access log: its lines hold query strings, hence questions.
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_level=settings.log_level,
            access_log=False,
            log_config=None,
            # Whoever is in many groups has long cookies.
            h11_max_incomplete_event_size=65_536,
            server_header=False,
            timeout_graceful_shutdown=_SHUTDOWN_S,
        )
        with announced(settings.data, running):
            logger.info("Lärdom listens on %s", running.url)
            uvicorn.Server(config).run()
    finally:
        store.index.flush()
        store.close()


def build_services(settings: Settings, store: KnowledgeStore) -> Services:
    watch = build_watch(settings, store)
    assistant = watch.over(build_assistant(settings, store))
    return Services(
        settings=settings,
        store=store,
        assistant=assistant,
        ingestion=build_ingestion(settings, store),
        pages=PageImages(settings.originals),
        today=today,
        gaps=build_gap_work(store, assistant),
        watch=watch,
        retention=RetentionWork(Retention(store.registry, settings, now)),
    )


def _url(settings: Settings) -> str:
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"
