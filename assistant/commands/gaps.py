"""`lardom gaps`: what people ask without a good answer; through the running server, or with the store opened here."""

import argparse
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from assistant.api.gap_views import EXAMPLES, GapReader, selected
from assistant.bootstrap import build_assistant, build_gap_work, today
from assistant.commands.output import log_to_stderr, show, show_json
from assistant.commands.remote import Remote
from assistant.gaps.work import GapWork
from assistant.schemas.gaps import GapList, GapState, GapView
from knowledge.access import LOCAL_OWNER
from knowledge.running import running_server
from knowledge.settings import Settings, load_settings
from knowledge.store import open_store

_POLL_S = 0.5


class Gaps(Protocol):
    """Where the gaps are."""

    def gaps(self, states: Sequence[GapState]) -> GapList: ...

    def refresh_gaps(self) -> None: ...

    def reask_gap(self, gap_id: str) -> GapView: ...


class GapsHere:
    """The gaps of a store that this process has open."""

    def __init__(self, work: GapWork) -> None:
        self._work = work
        self._reader = GapReader(work.keeper, LOCAL_OWNER, "en", today())

    def gaps(self, states: Sequence[GapState]) -> GapList:
        register = self._work.keeper.registry.gaps
        found = tuple(self._reader.view(gap, EXAMPLES) for gap in selected(register.list(), states))
        return GapList(gaps=found, refreshed_on=register.refreshed_on(), refreshing=False)

    def refresh_gaps(self) -> None:
        self._work.keeper.refresh()

    def reask_gap(self, gap_id: str) -> GapView:
        self._work.keeper.reask(gap_id)
        return self._reader.view(self._work.keeper.registry.gaps.get(gap_id))


def gaps(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    settings = load_settings()
    log_to_stderr(settings)
    with _opened(settings) as place:
        if options.action == "reask":
            view = place.reask_gap(options.gap)
            show_json(view.model_dump(mode="json")) if options.json else show(_readable(view))
            return 0 if view.answered_now == view.asked_again else 1
        if options.action == "refresh":
            place.refresh_gaps()
        found = place.gaps(options.state)
        while found.refreshing:
            time.sleep(_POLL_S)
            found = place.gaps(options.state)
    show_json(found.model_dump(mode="json")) if options.json else show(_readable_list(found))
    return 0


@contextmanager
def _opened(settings: Settings) -> Iterator[Gaps]:
    server = running_server(settings.data)
    if server:
        yield Remote(server, LOCAL_OWNER)
        return
    store = open_store(settings)
    try:
        yield GapsHere(build_gap_work(store, build_assistant(settings, store)))
    finally:
        store.close()


def _readable_list(found: GapList) -> str:
    if not found.gaps:
        return "No knowledge gaps. `lardom gaps refresh` gathers what was asked since the last night."
    return "\n\n".join(map(_line, found.gaps))


def _line(gap: GapView) -> str:
    languages = ", ".join(f"{item.questions} {item.language}" for item in gap.languages)
    owner = f", {gap.owner}" if gap.owner else f", perhaps for {gap.likely_owner}" if gap.likely_owner else ""
    asked = f"asked {gap.count} times ({languages}), last {gap.last_asked}"
    return f"{gap.title}\n  {gap.state.value}{owner}: {asked}\n  {gap.id}"


def _readable(gap: GapView) -> str:
    lines = [_line(gap), ""]
    for question in gap.questions:
        if question.proof is None:
            continue
        cited = "; ".join(dict.fromkeys(item.title for item in question.proof.citations)) or "no source"
        lines.append(f"{'answered' if question.proof.answered else 'still open'}: {question.question} ({cited})")
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lardom gaps", description="What people ask without getting a good answer.")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, text in (("list", "the gaps, most asked first"), ("refresh", "gather questions now, then list")):
        action = actions.add_parser(name, help=text)
        action.add_argument(
            "--state",
            type=GapState,
            action="append",
            default=[],
            help=f"only gaps in this state; may be repeated: {', '.join(GapState)}",
        )
        action.add_argument("--json", action="store_true", help="print one JSON object")
    reask = actions.add_parser("reask", help="ask a gap's questions again; exit code 1 when one is still open")
    reask.add_argument("gap", metavar="ID")
    reask.add_argument("--json", action="store_true", help="print one JSON object")
    return parser
