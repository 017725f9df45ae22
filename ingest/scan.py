"""`lardom personal-data scan`: what personal data files or the library hold, document by document."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.archives import ArchiveLimits
from ingest.bootstrap import build_parser
from ingest.discover import FoundSource, discover
from ingest.properties import properties_for
from ingest.redact import counted, personal_data_in
from ingest.sections import join
from knowledge.access import LOCAL_OWNER
from knowledge.errors import UnreadableSource
from knowledge.personal_data.findings import Finding
from knowledge.registry.registry import Registry
from knowledge.settings import Settings, load_settings

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one document holds; `error` says why it could not be read."""

    source: str
    findings: tuple[Finding, ...] = ()
    error: str = ""


def command(arguments: Sequence[str]) -> int:
    """Report findings by kind for each document, never the data itself; returns 1 when a file could not be read."""
    options = _arguments().parse_args(arguments)
    settings = load_settings()
    scanned = list(_in_library(settings) if options.library else _in_files(options.paths, settings))
    if options.json:
        sys.stdout.write(json.dumps(_as_json(scanned), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(scanned)) + "\n")
    return 1 if any(document.error for document in scanned) else 0


def _in_files(paths: Sequence[Path], settings: Settings) -> Iterator[Scanned]:
    limits = ArchiveLimits(max_member_bytes=settings.max_upload_mb * 1_000_000)
    with TemporaryDirectory(prefix="lardom-scan-") as unpacked, build_parser(settings) as parser:
        for found in discover(tuple(paths), limits=limits, workspace=Path(unpacked)):
            if not isinstance(found, FoundSource):
                yield Scanned(found.source, error=found.detail)
                continue
            try:
                parsed = parser.parse(found.path, found.name)
                language = properties_for(parsed, name=found.name, sidecar=found.sidecar).language
            except UnreadableSource as error:
                yield Scanned(found.uri, error=str(error))
            else:
                yield Scanned(found.uri, personal_data_in(join(parsed.elements)[0], language))


def _in_library(settings: Settings) -> Iterator[Scanned]:
    """The text in force of each document; the index stays with the server that may be running."""
    registry = Registry(settings.database)
    try:
        offset = 0
        while True:
            documents, total = registry.documents.list(LOCAL_OWNER, offset=offset, limit=_AT_ONCE)
            for document in documents:
                if document.revision_id is not None:
                    text = registry.documents.revision(document.revision_id, LOCAL_OWNER).text
                    yield Scanned(document.properties.title, personal_data_in(text, document.properties.language))
            offset += _AT_ONCE
            if offset >= total:
                return
    finally:
        registry.close()


def _lines(scanned: Sequence[Scanned]) -> Iterator[str]:
    """Documents with sensitive data first, then by how much there is."""
    order = sorted(scanned, key=lambda d: (not any(f.kind.sensitive for f in d.findings), -len(d.findings), d.source))
    for document in order:
        if document.error:
            yield f"{document.source}\n    could not be read: {document.error}"
        elif document.findings:
            yield f"{document.source}\n    {counted(document.findings)}"
    with_data = sum(bool(document.findings) for document in scanned)
    sensitive = sum(any(finding.kind.sensitive for finding in document.findings) for document in scanned)
    yield f"{len(scanned)} documents, {with_data} with personal data, {sensitive} of them with sensitive data."


def _as_json(scanned: Sequence[Scanned]) -> dict[str, object]:
    return {
        "documents": [
            {
                "source": document.source,
                "kinds": dict(Counter(finding.kind.value for finding in document.findings)),
                "error": document.error,
            }
            for document in scanned
        ]
    }


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lardom personal-data", description="What personal data files or the library hold, by kind."
    )
    scan = parser.add_subparsers(required=True).add_parser("scan", help="report what each document holds")
    where = scan.add_mutually_exclusive_group(required=True)
    where.add_argument("paths", metavar="PATH", nargs="*", type=Path, default=[], help="file, folder or archive")
    where.add_argument("--library", action="store_true", help="what has been taken in")
    scan.add_argument("--json", action="store_true", help="print the report as one JSON object")
    return parser
