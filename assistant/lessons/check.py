"""What an author learns of a text before they hand it in: personal data, what is known already, what contradicts it.

Nothing is stored, and whoever asks is shown only documents that they may see.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from assistant.evidence.conflicts import Dispute, contradictions
from assistant.evidence.units import Unit, units_of
from assistant.rank import language_levels, rank
from assistant.retrieve import Retriever
from assistant.schemas.answers import Scope
from knowledge.access import Viewer
from knowledge.documents import Kind, Passage, Properties
from knowledge.index.protocol import Candidate
from knowledge.language import Language
from knowledge.personal_data.detection import find
from knowledge.personal_data.findings import Finding
from knowledge.personal_data.policy import Handling, Policy
from knowledge.personal_data.redaction import Replacements
from knowledge.submissions import TEXTS, Content

ABOVE_LEVEL, NEAR = 0.022, 0.865
"""A document tells the same when it is this much nearer than others in its language, or this near in the draft's own
language, where too little is there to compare with. Chosen on half of 24 drafts (eval/benchmarks/similar_lessons.md).
"""
_MOST_SIMILAR = 5
_PASSAGES = 50
_FAR = 0.78  # the cosine of two texts of the built-in embedding that have nothing in common
_RULES_FOR_EACH = 8
_STATEMENTS = 20
_DRAFT = "draft"
# What the lesson is about; the rest would pull towards everything that is written in this form.
_GIST = ("what_happened", "lesson")
_GIST_CHARS = 1500
_STATED = ("lesson", "recommendation", "applies_to", "body")
_TAKEN_OUT = Policy(Handling.REDACT, Handling.REDACT)


@dataclass(frozen=True, slots=True)
class FieldFinding:
    """Personal data in one field. `suggestion` is what could stand there, `handling` what its classification says."""

    field: str
    finding: Finding
    text: str
    suggestion: str
    handling: Handling


@dataclass(frozen=True, slots=True)
class Similar:
    """A document, by the passage that is nearest. `cosine` is the mean for the parts of the draft, `above_level` the
    mean of how far it lies above its language's level (see rank.py)."""

    candidate: Candidate
    cosine: float
    above_level: float
    same_language: bool

    @property
    def document_id(self) -> str:
        return self.candidate.passage.document_id

    @property
    def tells_the_same(self) -> bool:
        return self.above_level >= ABOVE_LEVEL or (self.same_language and self.cosine >= NEAR)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What the field says at [start, end), and what a rule in force says instead."""

    field: str
    start: int
    end: int
    dispute: Dispute
    mine: Unit
    theirs: Unit


def personal_data_in(content: Content, policy: Policy) -> tuple[FieldFinding, ...]:
    """In the fields that are prose, in the form's order; the owner is named on purpose."""
    language = cast(Language, content.language)
    suggested = policy if not policy.keeps_everything else _TAKEN_OUT
    found: list[FieldFinding] = []
    for name in TEXTS:
        text: str = getattr(content, name)
        replacements = Replacements(text, language, suggested)
        plain = Replacements(text, language, _TAKEN_OUT)
        for finding in find(text, language):
            instead = replacements.instead_of(finding) or plain.instead_of(finding) or ""
            found.append(
                FieldFinding(name, finding, text[finding.start : finding.end], instead, policy.handling(finding.kind))
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class LessonCheck:
    retriever: Retriever

    def similar(self, content: Content, viewer: Viewer, but: str | None = None) -> tuple[Similar, ...]:
        """Documents in force that tell the same, nearest first; `but` is the document that this is to revise."""
        return tuple(near for near in self.nearest(content, viewer) if near.tells_the_same and near.document_id != but)[
            :_MOST_SIMILAR
        ]

    def nearest(self, content: Content, viewer: Viewer) -> tuple[Similar, ...]:
        """Documents by how near they are on average to what happened and to what was learned, nearest first."""
        parts = [text for name in _GIST if (text := getattr(content, name).strip())] or [content.body[:_GIST_CHARS]]
        best: dict[str, list[tuple[Candidate, float]]] = {}
        for part in filter(None, parts):
            found = self.retriever.retrieve(part, viewer, Scope(), limit=_PASSAGES).candidates
            levels = language_levels(found)
            nearest: dict[str, Candidate] = {}
            for candidate in sorted(found, key=lambda item: -item.dense):
                nearest.setdefault(candidate.passage.document_id, candidate)
            for document_id, candidate in nearest.items():
                best.setdefault(document_id, []).append(
                    (candidate, candidate.dense - levels[candidate.passage.language])
                )
        return tuple(
            sorted((_similar(near, len(parts), content) for near in best.values()), key=lambda n: -n.above_level)
        )

    def contradictions(self, content: Content, viewer: Viewer, but: str | None = None) -> tuple[Contradiction, ...]:
        """What policies and playbooks in force say otherwise."""
        units = {name: units_of(_as_candidate(name, content)) for name in _STATED if getattr(content, name).strip()}
        own = [unit for of_field in units.values() for unit in of_field][:_STATEMENTS]
        fields: Mapping[str, str] = {f"{_DRAFT}:{name}": name for name in units}
        others: dict[str, Candidate] = {}
        for unit in own:
            found = self.retriever.retrieve(
                unit.unmarked, viewer, Scope(kinds=(Kind.POLICY, Kind.PLAYBOOK)), limit=_RULES_FOR_EACH
            )
            for ranked in rank(found.candidates)[:_RULES_FOR_EACH]:
                if ranked.candidate.passage.document_id != but:
                    others.setdefault(ranked.candidate.passage.id, ranked.candidate)
        ruled = [unit for candidate in others.values() for unit in units_of(candidate)]
        return tuple(_contradictions(contradictions(own, ruled), fields))


def _contradictions(disputes: Sequence[Dispute], fields: Mapping[str, str]) -> Iterator[Contradiction]:
    for dispute in disputes:
        mine, theirs = sorted((claim.unit for claim in dispute.claims), key=lambda u: u.source.passage.id not in fields)
        yield Contradiction(fields[mine.source.passage.id], mine.start, mine.end, dispute, mine, theirs)


def _as_candidate(name: str, content: Content) -> Candidate:
    text: str = getattr(content, name)
    passage = Passage(
        f"{_DRAFT}:{name}", _DRAFT, _DRAFT, 0, 0, len(text), text, section=(content.title,), language=content.language
    )
    return Candidate(
        passage, Properties(content.title, kind=Kind.LESSON, language=content.language), None, 0.0, 0.0, 0.0
    )


def _similar(near: Sequence[tuple[Candidate, float]], parts: int, content: Content) -> Similar:
    """What was not found for one of the parts is at its level, and no nearer than what was."""
    candidate = max((candidate for candidate, _ in near), key=lambda item: item.dense)
    cosine = (sum(item.dense for item, _ in near) + (parts - len(near)) * _FAR) / parts
    return Similar(
        candidate, cosine, sum(above for _, above in near) / parts, candidate.passage.language == content.language
    )
