"""Builds what an ingest works with from the settings, in one place."""

import shutil
from datetime import UTC, datetime

from ingest.archives import ArchiveLimits
from ingest.chunk import Chunker
from ingest.originals import Originals
from ingest.parsing.frames import ParseOptions
from ingest.pipeline import Parser, Workshop
from ingest.revisions import RevisionWriter
from ingest.worker import ParsingProcess
from knowledge.personal_data.erased import erased_people
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore


def build_workshop(store: KnowledgeStore, settings: Settings, parser: Parser) -> Workshop:
    with_ocr = shutil.which("tesseract") is not None
    limits = ArchiveLimits(max_member_bytes=settings.max_upload_mb * 1_000_000)
    return Workshop(
        store=store,
        writer=RevisionWriter(store),
        parser=parser,
        chunker=Chunker(store.embedder.count_tokens, settings.passage_tokens),
        originals=Originals(settings.originals),
        folder=settings.data,
        limits=limits,
        policy_for=settings.personal_data_policy,
        reading=f"{settings.passage_tokens}|{settings.ocr_languages}{_policies(settings)}",
        environment=f"{with_ocr}|{settings.parse_memory_mb}|{settings.parse_timeout_s}|{settings.max_upload_mb}",
        now=lambda: datetime.now(UTC),
        erased=lambda: erased_people(settings.data, store.registry.persons.fingerprints()),
    )


def _policies(settings: Settings) -> str:
    """Empty where everything is allowed, so that a library taken in before there were policies is not read again."""
    rules = sorted((classification.value, rule) for classification, rule in settings.personal_data.items())
    return "".join(f"|{name} {rule.contact} {rule.sensitive}" for name, rule in rules)


def build_parser(settings: Settings) -> ParsingProcess:
    """The caller closes it."""
    return ParsingProcess(
        ParseOptions(
            memory_mb=settings.parse_memory_mb,
            timeout_s=settings.parse_timeout_s,
            ocr_languages=settings.ocr_languages,
        )
    )
