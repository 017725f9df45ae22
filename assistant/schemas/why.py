"""The JSON of why an answer came out as it did."""

from datetime import datetime
from enum import StrEnum

from assistant.schemas.answers import AnswerStatus, Code, Disclosed, Finding, KeptInside, Kind, Schema, Timings


class FoundBy(StrEnum):
    """What brought a passage up: likeness of meaning, words of the question, or both."""

    MEANING = "meaning"
    WORDS = "words"
    BOTH = "both"


class Fate(StrEnum):
    """What became of a passage that was found."""

    USED = "used"  # a sentence of the answer rests on it
    OPPOSED = "opposed"  # it says something else than the answer, and is shown beside it
    HELD_BACK = "held_back"  # a sentence that rested on it did not pass the check
    CONSIDERED = "considered"  # it was read, and others answered the question better, or it was too unsure
    RANKED_LOWER = "ranked_lower"  # it was too far down to be read for the answer
    NOT_IN_FORCE = "not_in_force"  # it holds for another time than the question is about


class FoundSource(Schema):
    """A passage that was found, by its document. `rank` counts from 1 among those that the reader may see now; None for
    what is not in force. Title, kind and address are empty for auditors, who see ids.

    `meaning` is the cosine to the question, `words` the BM25 score; both compare within one question only. `reasons`
    say why what rested on it was held back.
    """

    rank: int | None
    document_id: str
    revision: str
    title: str = ""
    kind: Kind | None = None
    url: str = ""
    found_by: FoundBy
    meaning: float
    words: float
    fate: Fate
    reasons: tuple[Code, ...] = ()


class CheckCount(Schema):
    """How many drafted sentences had this verdict for this reason before any other."""

    verdict: Finding
    reason: Code
    sentences: int


class MadeWith(Schema):
    """What made the answer: change one of these, and the same question may be answered otherwise. Empty where an answer
    is older than the record of it."""

    lardom: str = ""
    writer: str = ""
    embedding: str = ""
    prompt: str = ""
    settings: str = ""


class Why(Schema):
    """Why an answer came out as it did. `sources` are the best passages found and all that were used; `more` counts
    those that are not listed.
    """

    trace_id: str
    at: datetime
    status: AnswerStatus
    confidence: float
    threshold: float | None
    sources: tuple[FoundSource, ...]
    more: int
    checks: tuple[CheckCount, ...]
    made_with: MadeWith
    timings_ms: Timings
    disclosed: tuple[Disclosed, ...] = ()
    kept_inside: KeptInside | None = None
