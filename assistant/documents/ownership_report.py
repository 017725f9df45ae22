"""What owners have to see to: their reviews, and the state of every document that they see."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from pathlib import PurePosixPath
from typing import cast

from assistant.documents.contradictions import Contradictions, contradictions
from assistant.documents.near_duplicates import NearDuplicate, near_duplicates
from assistant.documents.quality_score import SOON_DAYS, Reason, Score, Standing, mean_score, score_of
from assistant.documents.readability import readability
from assistant.schemas.ownership import (
    ContradictionView,
    DueDocument,
    DueList,
    DuplicateView,
    FolderView,
    OwnershipReport,
    ReasonCount,
    ReportRow,
    ScoreView,
    Side,
)
from knowledge.access import Viewer
from knowledge.disclosure import LEAST_PEOPLE
from knowledge.documents import Document, Revision
from knowledge.language import Language
from knowledge.ownership import answers_for, names
from knowledge.registry.registry import Registry
from knowledge.registry.reliance import Reliance
from knowledge.submissions import SUBMITTED

WEEKS = 13
SECONDS = 5.0
"""For comparing what the documents state."""
_MOST = 5_000
_READ_CHARS = 50_000
_UPLOAD = "upload:"
_UNUSED = Reliance(False, None)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found out about all documents together."""

    today: date
    viewer: Viewer
    reliance: Mapping[str, Reliance]
    disputed: Contradictions
    alike: Sequence[NearDuplicate]


def due_list(registry: Registry, viewer: Viewer, today: date) -> DueList:
    """Of the documents in force that the viewer answers for: those whose review is overdue, or due within 30 days."""
    documents, _ = registry.documents.list(viewer, limit=_MOST)
    last = today + timedelta(days=SOON_DAYS)
    found = [
        DueDocument(
            id=document.id,
            title=document.properties.title,
            kind=document.properties.kind,
            owner=document.properties.owner,
            mine=_is_mine(viewer, document),
            review_by=review_by,
            days=(review_by - today).days,
        )
        for document in documents
        if (review_by := document.properties.review_by) is not None
        and review_by <= last
        and document.in_force(today)
        and answers_for(viewer, document.properties.owner, document.added_by)
    ]
    found.sort(key=lambda each: (not each.mine, each.review_by, each.title))
    overdue = sum(each.days < 0 for each in found)
    return DueList(documents=tuple(found), overdue=overdue, soon=len(found) - overdue)


def ownership_report(
    registry: Registry, viewer: Viewer, today: date, weeks: int = WEEKS, seconds: float = SECONDS
) -> OwnershipReport:
    """Of every document that the viewer sees, at most 5,000."""
    documents, _ = registry.documents.list(viewer, limit=_MOST)
    revisions = {each.id: registry.documents.revision(each.revision_id or "", viewer) for each in documents}
    in_force = [each for each in documents if each.in_force(today)]
    passages = (
        (passage, each.properties)
        for each in in_force
        for passage in registry.documents.passages(each.revision_id or "")
    )
    found = _Found(
        today,
        viewer,
        registry.reliance.of(viewer, today, weeks),
        contradictions(tuple(passages), seconds),
        near_duplicates({each.id: revisions[each.id].text for each in in_force}),
    )
    scores = {
        each.id: score_of(each, revisions[each.id], _standing(each, revisions[each.id], found), today)
        for each in documents
    }
    rows = sorted((_row(each, scores[each.id], revisions[each.id], found) for each in documents), key=_worst_first)
    by_id = {each.id: each for each in documents}
    counts = Counter(reason for score in scores.values() for reason in score.reasons)
    return OwnershipReport(
        on=today,
        weeks=weeks,
        least_people=LEAST_PEOPLE,
        counts=tuple(ReasonCount(reason=reason, documents=counts[reason]) for reason in Reason if counts[reason]),
        rows=tuple(rows),
        contradictions=_disputes(found.disputed, by_id),
        contradictions_whole=found.disputed.whole,
        duplicates=tuple(
            DuplicateView(
                likeness=pair.likeness, same=pair.is_same, sides=(_side(by_id[pair.one]), _side(by_id[pair.other]))
            )
            for pair in found.alike
        ),
        folders=_folders(documents, scores),
    )


def table_of(report: OwnershipReport) -> str:
    """The rows as CSV."""
    out = StringIO()
    writer = csv.writer(out)
    parts = ("complete", "current", "consistent", "relevant", "total")
    writer.writerow(["id", "title", "kind", "owner", "in_force", "review_by", "answers", "lix", *parts, "reasons"])
    for row in report.rows:
        state = [row.in_force, row.review_by or "", "" if row.answers is None else row.answers, row.lix or ""]
        score = [getattr(row.score, part) for part in parts]
        words = [_unspoken(row.title), row.kind.value, _unspoken(row.owner)]
        writer.writerow([row.id, *words, *state, *score, " ".join(row.reasons)])
    return out.getvalue()


def _standing(document: Document, revision: Revision, found: _Found) -> Standing:
    pairs = [pair for pair in found.alike if document.id in (pair.one, pair.other)]
    return Standing(
        contradicted=any(document.id in (each.one, each.other) for each in found.disputed.found),
        duplicate=any(pair.is_same for pair in pairs),
        near_duplicate=bool(pairs),
        used=found.reliance.get(document.id, _UNUSED).cited_ever,
        lix=_lix(document, revision),
    )


def _lix(document: Document, revision: Revision) -> int | None:
    measured = readability(revision.text[:_READ_CHARS], cast(Language, document.properties.language))
    return measured.lix if measured else None


def _row(document: Document, score: Score, revision: Revision, found: _Found) -> ReportRow:
    properties, reliance = document.properties, found.reliance.get(document.id, _UNUSED)
    return ReportRow(
        id=document.id,
        title=properties.title,
        kind=properties.kind,
        owner=properties.owner,
        mine=_is_mine(found.viewer, document),
        in_force=document.in_force(found.today),
        review_by=properties.review_by,
        lix=_lix(document, revision),
        cited=reliance.cited_ever,
        answers=reliance.answers,
        groups=reliance.groups,
        score=_score_view(score),
        reasons=score.reasons,
    )


def _worst_first(row: ReportRow) -> tuple[bool, int, str]:
    return (not row.in_force, row.score.total, row.title)


def _is_mine(viewer: Viewer, document: Document) -> bool:
    return names(viewer, document) or (not document.properties.owner and document.added_by == viewer.user)


def _disputes(disputed: Contradictions, by_id: Mapping[str, Document]) -> tuple[ContradictionView, ...]:
    return tuple(
        ContradictionView(
            difference=each.difference,
            sides=(
                _side(by_id[each.one], each.values[0], each.sentences[0]),
                _side(by_id[each.other], each.values[1], each.sentences[1]),
            ),
        )
        for each in disputed.found
    )


def _side(document: Document, value: str = "", sentence: str = "") -> Side:
    properties = document.properties
    return Side(id=document.id, title=properties.title, owner=properties.owner, value=value, sentence=sentence)


def _folders(documents: Iterable[Document], scores: Mapping[str, Score]) -> tuple[FolderView, ...]:
    held: dict[str, list[Score]] = defaultdict(list)
    for document in documents:
        for folder in {_folder(source) for source in document.sources}:
            held[folder].append(scores[document.id])
    views = (
        FolderView(folder=folder, documents=len(those), score=_score_view(mean_score(those)))
        for folder, those in held.items()
    )
    return tuple(sorted(views, key=lambda view: (view.score.total, view.folder)))


def _folder(source: str) -> str:
    """Uploads are one folder, for what follows names who handed them in, and so are lessons, which have none."""
    gathered = next((kind for kind in (_UPLOAD, SUBMITTED) if source.startswith(kind)), None)
    return gathered or str(PurePosixPath(source).parent)


def _score_view(score: Score) -> ScoreView:
    return ScoreView(
        complete=score.complete,
        current=score.current,
        consistent=score.consistent,
        relevant=score.relevant,
        total=score.total,
    )


def _unspoken(text: str) -> str:
    """A spreadsheet takes a cell that begins with one of these for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
