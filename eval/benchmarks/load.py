"""How does asking fare while documents are taken in? People ask a real server, alone and during an ingest.

    python -m eval.benchmarks.load [--people 20] [--documents 1000] [--think 5]

Everything is made here: a data folder, `lardom serve` on it, a library of 200 documents to ask about, and the documents
that are taken in meanwhile, half of them Swedish. A person reads for `--think` seconds on average (exponential) before
asking again. Results: load.md.
"""

import argparse
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from knowledge.running import running_server

DATASETS = Path(__file__).parents[1] / "datasets"
_LIBRARY = 200
_ALONE_S = 60.0
_READY_S = 180.0
_TIMEOUT_S = 120.0
_UNITS = {
    "sv": ("Ekonomi", "Fastighet", "Hemtjänst", "Skolan", "Biblioteket", "Miljö", "Räddningstjänst", "Bygglov"),
    "en": ("Finance", "Facilities", "Home care", "The school", "The library", "Environment", "Rescue", "Permits"),
}
_MATTERS = {
    "sv": ("fakturor", "felanmälningar", "ansökningar", "inköp", "resor", "avtal", "klagomål", "nycklar", "fordon"),
    "en": ("invoices", "fault reports", "applications", "purchases", "travel", "contracts", "complaints", "keys"),
}
_QUESTIONS = {
    "sv": "Inom hur många arbetsdagar ska {unit} hantera {matter} enligt rutin {n}?",
    "en": "Within how many working days does {unit} handle {matter} under routine {n}?",
}


@dataclass(slots=True)
class Asking:
    """What people met with: seconds for each answer, how many had one, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    answered: int = 0
    errors: list[str] = field(default_factory=list)
    lasted_s: float = 0.0

    def row(self, name: str) -> str:
        cuts = statistics.quantiles(self.seconds, n=20)
        p50, p95 = statistics.median(self.seconds) * 1000, cuts[-1] * 1000
        rate = len(self.seconds) / self.lasted_s
        share = self.answered / len(self.seconds)
        return (
            f"| {name} | {len(self.seconds)} | {rate:.2f} | {p50:.0f} | {p95:.0f} | {share:.0%} | {len(self.errors)} |"
        )


@dataclass(frozen=True, slots=True)
class Written:
    """A generated document, and a question that it answers."""

    text: str
    question: str


def texts() -> dict[str, str]:
    """What the documents are made of, by language."""
    return {name: (DATASETS / f"load_document_{name}.md").read_text(encoding="utf-8") for name in ("sv", "en")}


def written(number: int, chance: random.Random, templates: dict[str, str]) -> Written:
    language = "sv" if number % 2 else "en"
    named = {"unit": chance.choice(_UNITS[language]), "matter": chance.choice(_MATTERS[language]), "n": number}
    numbers = {"days": 2 + number % 28, "amount": 1000 * (1 + number % 90), "years": 2 + number % 9}
    return Written(templates[language].format(**named, **numbers), _QUESTIONS[language].format(**named))


def write_folder(folder: Path, numbers: range, chance: random.Random) -> list[str]:
    """The documents as files; returns their questions."""
    folder.mkdir()
    templates = texts()
    made = {number: written(number, chance, templates) for number in numbers}
    for number, each in made.items():
        (folder / f"rutin-{number}.md").write_text(each.text, encoding="utf-8")
    return [each.question for each in made.values()]


@contextmanager
def serving(folder: Path) -> Iterator[httpx.Client]:
    """A client of this machine's user."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    (folder / "lardom.toml").write_text(f'data = "{data}"\nport = {port}\nlog_level = "warning"\n', encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-m", "assistant", "serve"], cwd=folder)
    try:
        yield _client(data, _announced(data, process))
    finally:
        process.terminate()
        process.wait()


def _announced(data: Path, process: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + _READY_S
    while time.monotonic() < deadline and process.poll() is None:
        server = running_server(data)
        if server is not None:
            try:
                if httpx.get(f"{server.url}/health", trust_env=False).is_success:
                    return server.url
            except httpx.TransportError:
                pass
        time.sleep(0.2)
    raise SystemExit("The server did not start.")


def _client(data: Path, url: str) -> httpx.Client:
    server = running_server(data)
    token = server.token if server else ""
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    limits = httpx.Limits(max_connections=200)
    return httpx.Client(base_url=url, headers=headers, timeout=_TIMEOUT_S, trust_env=False, limits=limits)


def take_in(client: httpx.Client, folder: Path) -> float:
    """Seconds until the ingest is done."""
    began = time.perf_counter()
    job = client.post("/v1/ingest", json={"paths": [str(folder)]}).raise_for_status().json()
    while job["state"] in {"queued", "running"}:
        time.sleep(0.5)
        job = client.get(f"/v1/jobs/{job['id']}").raise_for_status().json()
    if job["state"] != "done" or job["error"]:
        raise SystemExit(f"The ingest failed: {job['error']}")
    return time.perf_counter() - began


@contextmanager
def people_asking(client: httpx.Client, people: int, questions: Sequence[str], think_s: float) -> Iterator[Asking]:
    """They ask until the block ends; answers under way then are waited for, and counted."""
    told, stop, lock = Asking(), threading.Event(), threading.Lock()

    def person(number: int) -> None:
        chance = random.Random(number)
        headers = {"X-Lardom-As": f"person {number}"}
        while not stop.wait(chance.expovariate(1 / think_s) if think_s else 0):
            body = {"question": chance.choice(questions), "stream": False, "remember": True}
            began = time.perf_counter()
            try:
                answer = client.post("/v1/ask", json=body, headers=headers).raise_for_status().json()
            except httpx.HTTPError as error:
                with lock:
                    told.errors.append(repr(error))
                continue
            with lock:
                told.seconds.append(time.perf_counter() - began)
                told.answered += answer["status"] == "answered"

    threads = [threading.Thread(target=person, args=(number,)) for number in range(people)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        told.lasted_s = time.perf_counter() - began
        stop.set()
        for thread in threads:
            thread.join()


def report(alone: Asking, during: Asking, documents: int, seconds: float) -> str:
    ratios = [
        statistics.median(during.seconds) / statistics.median(alone.seconds),
        statistics.quantiles(during.seconds, n=20)[-1] / statistics.quantiles(alone.seconds, n=20)[-1],
    ]
    return "\n".join(
        (
            "| | answers | a second | p50 ms | p95 ms | answered | errors |",
            "|---|---|---|---|---|---|---|",
            alone.row("asking alone"),
            during.row(f"while {documents} documents are taken in"),
            "",
            f"p50 {ratios[0]:.1f} and p95 {ratios[1]:.1f} times as long; {documents / seconds:.1f} documents a second.",
            *sorted(set(alone.errors + during.errors)),
        )
    )


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Asking while documents are taken in.")
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--think", type=float, default=5.0, metavar="SECONDS")
    options = parser.parse_args(arguments)
    chance = random.Random(0)
    with tempfile.TemporaryDirectory(prefix="lardom-load-") as made:
        folder = Path(made)
        questions = write_folder(folder / "library", range(_LIBRARY), chance)
        write_folder(folder / "more", range(_LIBRARY, _LIBRARY + options.documents), chance)
        with serving(folder) as client:
            take_in(client, folder / "library")
            with people_asking(client, options.people, questions, options.think) as alone:
                time.sleep(_ALONE_S)
            with people_asking(client, options.people, questions, options.think) as during:
                seconds = take_in(client, folder / "more")
    sys.stdout.write(report(alone, during, options.documents, seconds) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
