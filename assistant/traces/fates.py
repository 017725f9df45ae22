"""What became of each passage that was found for an answer: used, or not and why. Ids and numbers only, never text."""

from collections.abc import Iterator, Sequence

from assistant.evidence.found import Found
from assistant.evidence.selector import PASSAGES
from assistant.rank import Ranked, language_levels
from assistant.schemas.answers import Answer
from assistant.schemas.why import Fate, FoundBy
from assistant.verify import Finding, Verdict

_BESIDE = 3


def fates_of(found: Sequence[Found], answer: Answer, verdicts: Sequence[Verdict]) -> list[dict[str, object]]:
    """Every passage that was found, best first, as it stands in the trace; `question` counts those asked at once."""
    used = {answer.citations[at].passage_id for sentence in answer.sentences for at in sentence.citations}
    opposed = {answer.citations[at].passage_id for conflict in answer.conflicts for at in conflict.citations} - used
    held_back: dict[str, list[str]] = {}
    for verdict in verdicts:
        if verdict.finding is not Finding.SUPPORTED:
            for passage in verdict.passages:
                held_back.setdefault(passage, []).extend(reason.code.value for reason in verdict.reasons)
    entries = []
    for question, part in enumerate(found):
        for rank, (item, found_by) in enumerate(zip(part.ranked, _found_by(part.ranked), strict=True), start=1):
            id_ = item.candidate.passage.id
            known = Fate.USED if id_ in used else Fate.OPPOSED if id_ in opposed else None
            weighed = Fate.CONSIDERED if rank <= PASSAGES else Fate.RANKED_LOWER
            fate = known or (Fate.HELD_BACK if id_ in held_back else weighed)
            reasons = sorted(set(held_back.get(id_, ()))) if fate is Fate.HELD_BACK else []
            entries.append(_entry(item, question, rank, found_by, fate) | {"reasons": reasons})
        beside = part.beside[:_BESIDE]
        entries += [
            _entry(item, question, 0, found_by, Fate.NOT_IN_FORCE)
            for item, found_by in zip(beside, _found_by(beside), strict=True)
        ]
    return entries


def _found_by(ranked: Sequence[Ranked]) -> Iterator[FoundBy]:
    """By meaning where it is closer than is usual for its language, by words where it has some of the question's."""
    levels = language_levels([item.candidate for item in ranked])
    for item in ranked:
        close = item.candidate.dense >= levels[item.candidate.passage.language]
        if item.candidate.lexical > 0:
            yield FoundBy.BOTH if close else FoundBy.WORDS
        else:
            yield FoundBy.MEANING


def _entry(item: Ranked, question: int, rank: int, found_by: FoundBy, fate: Fate) -> dict[str, object]:
    passage = item.candidate.passage
    return {
        "passage": passage.id,
        "document": passage.document_id,
        "revision": passage.revision_id,
        "start": passage.start,
        "end": passage.end,
        "question": question,
        "rank": rank,
        "score": round(item.score, 4),
        "dense": round(item.candidate.dense, 4),
        "lexical": round(item.candidate.lexical, 4),
        "by": found_by.value,
        "fate": fate.value,
    }
