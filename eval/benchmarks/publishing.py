"""How long until an approved lesson is found? Alone, and while a folder of documents is taken in.

    python -m eval.benchmarks.publishing [--documents N]

The pilot's knowledge base is in the library. Lessons are approved as a reviewer does it, with the production ingest and
embedding; the time counts from the approval to the first search that finds the lesson. Results: publishing.md.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.bootstrap import today
from assistant.lessons.attachments import AttachmentFiles
from assistant.lessons.publishing import LessonDesk
from assistant.retrieve import Retriever
from assistant.schemas.answers import Scope
from eval.temporary_store import PILOT, TemporaryStore, ingested
from ingest.service import build
from knowledge.access import LOCAL_OWNER
from knowledge.jobs import Ingestion, JobState
from knowledge.settings import load_settings
from knowledge.submissions import Content

_LESSONS = 10
_PAUSE_S = 0.02
_LONGEST_S = 120.0


def findable_after_s(number: int, made: TemporaryStore, desk: LessonDesk) -> float:
    """Seconds from the approval of one lesson to its being found."""
    store, word = made.store, f"Brimbora{number}"
    content = Content(
        f"Kaffemaskinen {word}",
        what_happened=f"Kaffemaskinen {word} på plan {number} läckte, och två kontor var utan kaffe i en vecka.",
        cause="Ingen hade avtal om service.",
        lesson=f"Teckna avtal om service för {word} innan maskinen tas i bruk.",
        recommendation="Ring leverantören varje kvartal.",
        owner="Kontorsservice",
    )
    draft = store.registry.submissions.create(content, LOCAL_OWNER)
    waiting = desk.submit(draft.id, draft.version, "", LOCAL_OWNER)
    retriever = Retriever(store.registry.documents, store.index, store.embedder, today)
    began = time.monotonic()
    desk.approve(waiting.id, waiting.version, "", LOCAL_OWNER)
    while time.monotonic() - began < _LONGEST_S:
        found = retriever.retrieve(f"Vad hände med {word}?", LOCAL_OWNER, Scope())
        if any(word in candidate.passage.text for candidate in found.candidates):
            return time.monotonic() - began
        time.sleep(_PAUSE_S)
    raise SystemExit(f"{word} was not found within {_LONGEST_S:.0f} s.")


def _row(name: str, seconds: Sequence[float]) -> str:
    return f"| {name} | {len(seconds)} | {statistics.median(seconds):.2f} | {max(seconds):.2f} |"


def measured(documents: int, made: TemporaryStore, ingestion: Ingestion, folder: Path) -> str:
    files = AttachmentFiles(made.settings.submissions, 1_000_000)
    desk = LessonDesk(made.store.registry, ingestion, today, made.settings.personal_data_policy, files)
    first = findable_after_s(0, made, desk)
    alone = [findable_after_s(number, made, desk) for number in range(1, _LESSONS + 1)]
    for number in range(documents):
        text = "\n\n".join(
            f"## Rutin {number}.{part}\n\nLagret {part} öppnar klockan {part}. " * 5 for part in range(9)
        )
        folder.joinpath(f"{number:05}.md").write_text(f"# Rutin {number}\n\n{text}", "utf-8")
    job = ingestion.submit_paths([folder], LOCAL_OWNER.user)
    while not (begun := ingestion.job(job.id, LOCAL_OWNER)).done and begun.state is not JobState.DONE:
        time.sleep(_PAUSE_S)
    busy: list[float] = []
    while ingestion.job(job.id, LOCAL_OWNER).state is not JobState.DONE and len(busy) < _LESSONS:
        busy.append(findable_after_s(100 + len(busy), made, desk))
    done = ingestion.job(job.id, LOCAL_OWNER)
    rows = (_row("the first after a start", [first]), _row("alone", alone), _row("during an ingest", busy))
    head = "| | lessons | median, s | longest, s |\n|---|---|---|---|"
    return "\n".join((head, *rows, "", f"The ingest was at {done.done} of {done.total} files when the last was found."))


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Measure how long it takes until an approved lesson is found.")
    parser.add_argument("--documents", type=int, default=1000, help="how many documents are taken in meanwhile")
    documents = parser.parse_args(arguments).documents
    with ingested([PILOT], load_settings()) as made, TemporaryDirectory(prefix="lardom-eval-") as folder:
        ingestion = build(made.store, made.settings)
        ingestion.start()
        try:
            sys.stdout.write(measured(documents, made, ingestion, Path(folder)) + "\n")
        finally:
            ingestion.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
