"""The versions of a document, and what changed from one to another."""

from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Query

from assistant.api.permissions import may_edit, may_review
from assistant.api.problems import responses
from assistant.api.routes_documents import present
from assistant.api.services import Services, UseServices, UseViewer
from assistant.documents.differences import difference
from assistant.schemas.validity import (
    ChangeCounts,
    DifferenceBlock,
    DifferencePart,
    DifferenceView,
    RevisionList,
    RevisionView,
)
from knowledge.access import Viewer
from knowledge.documents import Document, Revision
from knowledge.errors import Conflict, NotFound
from knowledge.registry.revisions import RevisionInShort

router = APIRouter(prefix="/v1/documents/{document_id}", tags=["documents"])

# What is counted at once, so that a list of many long versions takes no longer than a second.
_COUNTED = 10
_COUNTED_CHARS = 200_000
_RESPONSES = responses(401, 403, 404, 409, 410, 422, 503)


@router.get("/revisions", summary="The versions of a document", responses=responses(401, 403, 404, 410, 503))
def list_revisions(document_id: str, services: UseServices, viewer: UseViewer) -> RevisionList:
    """Latest first. `by` is for those who answer for the document or review documents; `counts` say how many sentences
    changed from the version before, for the latest ten that are not too long."""
    document = present(services, document_id, viewer)
    found = services.registry.revisions.of(document_id, viewer)
    told = may_review(viewer, document) or may_edit(viewer, document)
    counts = _counts(services, viewer, document, found)
    names = services.registry.names.of(each.created_by for each in found) if told else {}
    newer = {later.id: earlier for earlier, later in pairwise(found)}
    return RevisionList(
        revisions=tuple(
            RevisionView(
                id=each.id,
                created_at=each.created_at,
                by=each.created_by if told else "",
                by_name=names.get(each.created_by, ""),
                mine=told and each.created_by == viewer.user,
                current=each.current,
                erased=each.erased,
                chars=each.chars,
                replaced_at=newer[each.id].created_at if each.id in newer else None,
                counts=counts.get(each.id),
            )
            for each in found
        )
    )


@router.get("/difference", summary="What changed from one version to another", responses=_RESPONSES)
def get_difference(
    document_id: str,
    services: UseServices,
    viewer: UseViewer,
    from_: Annotated[str, Query(alias="from", max_length=36)],
    to: Annotated[str, Query(max_length=36)],
) -> DifferenceView:
    """By sentence, with the words that went and came; what stays the same far from a change is left out."""
    document = present(services, document_id, viewer)
    old, new = (_readable(services, viewer, document, id_) for id_ in (from_, to))
    found = difference(old.text, new.text, document.properties.language)
    return DifferenceView(
        from_revision=old.id,
        to_revision=new.id,
        from_at=old.created_at,
        to_at=new.created_at,
        counts=ChangeCounts(added=found.added, removed=found.removed, changed=found.changed),
        cut=found.cut,
        blocks=tuple(
            DifferenceBlock(
                mark=block.mark,
                paragraph=block.paragraph,
                sentences=block.sentences,
                parts=tuple(DifferencePart(mark=part.mark, text=part.text) for part in block.parts),
            )
            for block in found.blocks
        ),
    )


def _counts(
    services: Services, viewer: Viewer, document: Document, found: tuple[RevisionInShort, ...]
) -> dict[str, ChangeCounts]:
    counts = {}
    for new, old in list(pairwise(found))[:_COUNTED]:
        if old.erased or new.erased or old.chars + new.chars > _COUNTED_CHARS:
            continue
        texts = [services.registry.documents.revision(each.id, viewer).text for each in (old, new)]
        made = difference(texts[0], texts[1], document.properties.language)
        counts[new.id] = ChangeCounts(added=made.added, removed=made.removed, changed=made.changed)
    return counts


def _readable(services: Services, viewer: Viewer, document: Document, revision_id: str) -> Revision:
    published = {each.id for each in services.registry.revisions.of(document.id, viewer)}
    if revision_id not in published:
        raise NotFound("The document has no such version.", "Choose one from the list of its versions.")
    revision = services.registry.documents.revision(revision_id, viewer)
    if revision.erased is not None and not revision.text:
        raise Conflict("The text of that version was erased, as its time was out.", "Compare other versions.")
    return revision
