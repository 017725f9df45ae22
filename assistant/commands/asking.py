"""`lardom ask` and `lardom search`: through the running server where there is one, else with the store opened here."""

import argparse
import time
from collections.abc import Sequence

from assistant.api.views import hits_of
from assistant.bootstrap import build_assistant, build_search_recorder
from assistant.commands.output import log_to_stderr, show, show_json
from assistant.commands.readable import readable_answer, readable_hits
from assistant.commands.remote import Remote
from assistant.pipeline import Ask
from assistant.schemas.answers import Answer, AskRequest, Scope, SearchResponse, Timings
from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.running import running_server
from knowledge.settings import Settings, load_settings
from knowledge.store import open_store


def ask(arguments: Sequence[str]) -> int:
    options = _ask_parser().parse_args(arguments)
    settings = load_settings()
    log_to_stderr(settings)
    viewer = _viewer(options, settings)
    request = AskRequest(question=options.question, language=options.language, stream=False, remember=False)
    server = running_server(settings.data)
    answer = Remote(server, viewer).ask(request) if server else _answered_here(settings, request, viewer)
    if options.json:
        show_json(answer.model_dump(mode="json"))
    else:
        show(readable_answer(answer))
    return 0


def search(arguments: Sequence[str]) -> int:
    options = _search_parser().parse_args(arguments)
    settings = load_settings()
    log_to_stderr(settings)
    viewer = _viewer(options, settings)
    server = running_server(settings.data)
    if server:
        found = Remote(server, viewer).search(options.question, options.limit)
    else:
        found = _found_here(settings, options.question, options.limit, viewer)
    if options.json:
        show_json(found.model_dump(mode="json"))
    else:
        show(readable_hits(found))
    return 0


def _answered_here(settings: Settings, request: AskRequest, viewer: Viewer) -> Answer:
    store = open_store(settings)
    try:
        *_, answer = build_assistant(settings, store).answer(
            Ask(request.question, viewer, request.scope, request.language)
        )
        assert isinstance(answer, Answer)
        return answer
    finally:
        store.close()


def _found_here(settings: Settings, question: str, limit: int, viewer: Viewer) -> SearchResponse:
    store = open_store(settings)
    try:
        began = time.perf_counter()
        found = build_assistant(settings, store).find(question, viewer, Scope())
        spent = round((time.perf_counter() - began) * 1000, 2)
        build_search_recorder(settings, store.registry).record(viewer, question, found, limit)
        return SearchResponse(hits=hits_of(found, limit), timings_ms=Timings(retrieve=spent, total=spent))
    finally:
        store.close()


def _ask_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lardom ask", description="Answer one question from the documents.")
    parser.add_argument("--language", choices=["sv", "en"], help="language of the reply (the question's)")
    _add_shared(parser)
    return parser


def _search_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lardom search", description="Find passages, without an answer.")
    parser.add_argument(
        "--limit", type=int, default=10, choices=range(1, 51), metavar="N", help="at most N, 1 to 50 (10)"
    )
    _add_shared(parser)
    return parser


def _add_shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    parser.add_argument("--as", dest="user", metavar="USER", help="see what this person sees")
    parser.add_argument("--groups", default="", help="the person's groups, separated by commas")


def _viewer(options: argparse.Namespace, settings: Settings) -> Viewer:
    groups = frozenset(name.strip() for name in options.groups.split(",") if name.strip())
    if options.user is None and not groups:
        return LOCAL_OWNER
    return Viewer(options.user or LOCAL_OWNER.user, groups, clearance=settings.cleared)
