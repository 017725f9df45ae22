"""The inventory: every place where something about a person may lie, and what erasing a person does there.

Every column of every table stands here (a house test), so that nobody adds one without saying what becomes of it.
Access, erasure, retention and the register of processing activities (Art. 30) all read this one list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.personal_data.processing import DataKind


class Treatment(StrEnum):
    """What erasing a person does to a value that is theirs, or that speaks of them."""

    ROW = "row"  # their id: the whole row is about them, and goes
    PSEUDONYM = "pseudonym"  # their id: it gives way to one that leads to nobody; the rest of the row is not about them
    TEXT = "text"  # words, plain or in JSON: what names them is blacked out, at its length, so that every offset holds
    KEPT = "kept"  # stays: the table says why


@dataclass(frozen=True, slots=True)
class Table:
    """`impersonal` columns say nothing about a person: ids, times, states, figures, names of groups."""

    kind: DataKind
    personal: Mapping[str, Treatment]
    impersonal: frozenset[str]
    kept_because: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Something else than a table: files in the data folder, or beyond it. `erased` says what becomes of it."""

    name: str
    kind: DataKind
    holds: str
    erased: str


@dataclass(frozen=True, slots=True)
class Inventory:
    tables: Mapping[str, Table]
    places: tuple[Place, ...] = field(default=())


def _table(kind: DataKind, impersonal: str, kept_because: str = "", **personal: Treatment) -> Table:
    return Table(kind, personal, frozenset(impersonal.split()), kept_because)


_ROW, _PSEUDONYM, _TEXT, _KEPT = Treatment.ROW, Treatment.PSEUDONYM, Treatment.TEXT, Treatment.KEPT

INVENTORY = Inventory(
    tables={
        "documents": _table(
            DataKind.DOCUMENTS,
            "id kind language status classification valid_from valid_until review_by revision_id superseded_by "
            "superseded_from in_step added_at updated_at removed_at",
            title=_TEXT,
            owner=_TEXT,
            reference=_TEXT,
            version=_TEXT,
            tags=_TEXT,
            questions=_TEXT,
            removed_by=_PSEUDONYM,
            by_hand=_TEXT,
        ),
        "document_audience": _table(DataKind.DOCUMENTS, "document_id group_name"),
        "document_supersedes": _table(
            DataKind.DOCUMENTS, "document_id trusted", reference=_TEXT, declared_by=_PSEUDONYM
        ),
        "supersession_decisions": _table(
            DataKind.DOCUMENTS,
            "successor_id superseded_id confirmed revision_id decided_at",
            decided_by=_PSEUDONYM,
            note=_TEXT,
        ),
        "property_changes": _table(
            DataKind.DOCUMENTS, "document_id number at act undoes", changed_by=_PSEUDONYM, note=_TEXT, changes=_TEXT
        ),
        "revisions": _table(
            DataKind.DOCUMENTS,
            # Places of words and findings, without the words; both go where the words do.
            "id document_id content_hash media_type state created_at pages layout personal_data erased_at erased_why",
            text=_TEXT,
            created_by=_PSEUDONYM,
            warnings=_TEXT,
            hidden_text=_TEXT,
        ),
        "passages": _table(
            DataKind.DOCUMENTS,
            "id revision_id ordinal start_char end_char page boxes language",
            section=_TEXT,
            context=_TEXT,
        ),
        "sources": _table(
            DataKind.DOCUMENTS,
            "document_id content_hash fingerprint outcome seen_at",
            uri=_TEXT,
            detail=_TEXT,
        ),
        "jobs": _table(
            DataKind.JOBS,
            "id state created_at done total seconds_left",
            created_by=_PSEUDONYM,
            request=_TEXT,
            current=_TEXT,
            reports=_TEXT,
            error=_TEXT,
        ),
        "conversations": _table(DataKind.CONVERSATIONS, "id updated_at", user_name=_ROW, title=_TEXT),
        "messages": _table(
            DataKind.CONVERSATIONS,
            "conversation_id ordinal trace_id asked_at",
            question=_TEXT,
            answer=_TEXT,
        ),
        "traces": _table(
            DataKind.TRACES,
            "id at week status language confidence total_ms tokens_in tokens_out",
            user_name=_PSEUDONYM,
            record=_TEXT,
        ),
        "trace_groups": _table(DataKind.TRACES, "trace_id group_name"),
        "trace_documents": _table(DataKind.TRACES, "trace_id document_id"),
        "feedback": _table(
            DataKind.FEEDBACK,
            "id trace_id at helpful reason sentence csat nps minutes_saved versions",
            user_name=_ROW,
            comment=_TEXT,
        ),
        "nps_invitations": _table(DataKind.FEEDBACK, "trace_id at", user_name=_ROW),
        "reviews": _table(
            DataKind.REVIEWS,
            "id trace_id sampled_at week place state verdict reviewed_at minutes",
            reviewer=_PSEUDONYM,
            comment=_TEXT,
        ),
        "gaps": _table(
            DataKind.GAPS,
            "id state due document_id found_at changed_at checked_at",
            owner=_TEXT,
            reason=_TEXT,
            changed_by=_PSEUDONYM,
        ),
        "gap_questions": _table(
            DataKind.GAPS,
            "id gap_id conversation_id ordinal part language asked_at cause centrality",
            question=_TEXT,
            near=_TEXT,
            proof=_TEXT,
        ),
        "submissions": _table(
            DataKind.SUBMISSIONS,
            "id kind state version classification content_hash revises promoted_from created_at changed_at "
            "submitted_at decided_at",
            author=_PSEUDONYM,
            author_name=_TEXT,
            content=_TEXT,
            submitted=_TEXT,
            address=_TEXT,
            assignee=_PSEUDONYM,
            assignee_name=_TEXT,
        ),
        "submission_audience": _table(DataKind.SUBMISSIONS, "submission_id group_name"),
        "submission_events": _table(
            DataKind.SUBMISSIONS,
            "submission_id number at step",
            by_user=_PSEUDONYM,
            by_name=_TEXT,
            text=_TEXT,
            details=_TEXT,
        ),
        "submission_attachments": _table(
            DataKind.SUBMISSIONS, "id submission_id media_type size content_hash role added_at", name=_TEXT
        ),
        "evaluation_runs": _table(DataKind.EVALUATIONS, "id at", name=_TEXT, summary=_TEXT, record=_TEXT),
        "api_keys": _table(
            DataKind.KEYS,
            "id salt secret_hash scopes group_names created_at expires_at last_used_at revoked_at",
            name=_TEXT,
        ),
        "roi_assumptions": _table(
            DataKind.DECISIONS,
            "version at",
            user_name=_PSEUDONYM,
            note=_TEXT,
            assumptions=_TEXT,
        ),
        "decision_log": _table(
            DataKind.DECISIONS,
            "number decision previous hash",
            "Who decides to scale answers for it, and a changed entry breaks the chain (GDPR Art. 17(3)(b), (e)).",
            signer=_KEPT,
            body=_KEPT,
        ),
        "audit_log": _table(
            DataKind.AUDIT,
            "number at act subject previous hash",
            "Nobody can be told by its pseudonyms when `pseudonyms` is, and a changed entry breaks the chain.",
            actor=_KEPT,
            body=_KEPT,
        ),
        "pseudonyms": _table(DataKind.AUDIT, "pseudonym", user_name=_ROW),
        "sign_ins": _table(DataKind.SIGN_INS, "marks seen_at", user_name=_ROW),
        "erasures": _table(DataKind.ERASURES, "id at fingerprints receipt completed_at"),
        "retention_runs": _table(DataKind.JOBS, "id at report"),
        "counters": _table(DataKind.JOBS, "name value"),
    },
    places=(
        Place(
            "index/", DataKind.DOCUMENTS, "Passages with their vectors and words, and the index's own log.", "rewritten"
        ),
        Place("originals/", DataKind.DOCUMENTS, "The files that documents were read from.", "deleted"),
        Place("submissions/", DataKind.SUBMISSIONS, "Files attached to lessons that are not deleted.", "deleted"),
        Place("uploads/", DataKind.JOBS, "Uploads that wait to be read.", "emptied by their jobs"),
        Place("unpacked-*/", DataKind.JOBS, "Members of an archive while it is read.", "emptied by their jobs"),
        Place("golden-candidates.jsonl", DataKind.EVALUATIONS, "Questions proposed for the golden set.", "blacked out"),
        Place("registry.sqlite-wal", DataKind.LOGS, "The database's own log.", "emptied"),
        Place("erasures/", DataKind.ERASURES, "Receipts and keyed fingerprints; they name nobody.", "kept"),
        Place("seals/", DataKind.AUDIT, "The key of the hashes in log and sign-ins; it names nobody.", "kept"),
        Place("server.json", DataKind.LOGS, "Where the server listens, and the secret of its run.", "holds nobody"),
        Place("memory", DataKind.LOGS, "Page images and vectors of the last texts.", "ends with the process"),
        Place("backups", DataKind.BACKUPS, "All of the data folder as it was.", "erased again when restored"),
        Place("logs", DataKind.LOGS, "What the process writes to standard error.", "rotated where they are kept"),
    ),
)

MAY_NAME_SOMEBODY = tuple(
    name for name, table in INVENTORY.tables.items() if not {Treatment.KEPT}.issuperset(table.personal.values())
)
"""The tables from which erasing a person may take something."""
