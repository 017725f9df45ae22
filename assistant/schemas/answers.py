"""What the assistant is asked and answers: the JSON of the command line and of the API.

The shapes are a contract (docs/architecture.md); a change that breaks a reader needs a new version of it.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

# Named twice to be part of this contract: the chat knows these from here only.
from assistant.verification.findings import Code as Code
from assistant.verification.findings import Finding as Finding
from knowledge.documents import Classification as Classification
from knowledge.documents import Concealment as Concealment
from knowledge.documents import ErasureReason as ErasureReason
from knowledge.documents import Kind as Kind
from knowledge.documents import Status as Status
from knowledge.jobs import JobState as JobState
from knowledge.jobs import Outcome as Outcome
from knowledge.personal_data.findings import PersonalData as PersonalData
from knowledge.personal_data.findings import Reason as Reason

PROBLEM_TYPE_PREFIX = "urn:lardom:problem:"
"""Begins the `type` of every Problem; the rest is its code."""
AS_USER_HEADER = "X-Lardom-As"
GROUPS_HEADER = "X-Lardom-Groups"
ROLES_HEADER = "X-Lardom-Roles"
"""With the secret of a run, the server's own user may ask in a person's name: user, and lists of groups and roles."""
CLAIMS_HEADER = "X-Lardom-Claims"
"""With the chat's secret: what the identity provider said of who signed in to the chat, as JSON in ASCII."""


class Schema(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AnswerStatus(StrEnum):
    ANSWERED = "answered"
    PARTIAL = "partial"
    ABSTAINED = "abstained"


class Citation(Schema):
    """Where a sentence comes from: `quote` stands word for word at [start, end) of the revision's text.

    `removed` is True in a conversation's history when the document was taken away since; its words are left out.
    A document that is `superseded` or `expired` is cited only where the question asks for it; `ended` is its first day
    out of force, `replaced_by` the title of what stands in its place, where the asker may see that.
    """

    passage_id: str
    document_id: str
    revision: str
    title: str
    section: tuple[str, ...] = ()
    page: int | None = None
    start: int
    end: int
    quote: str
    url: str
    kind: Kind
    language: str
    owner: str = ""
    reference: str = ""
    version: str = ""
    valid_from: date | None = None
    review_overdue: bool = False
    superseded: bool = False
    expired: bool = False
    ended: date | None = None
    replaced_by: str = ""
    removed: bool = False


class Sentence(Schema):
    """One sentence (or list item, or table row) of an answer; `citations` are indexes into `Answer.citations`.

    `block` groups what is drawn together: items of one list or rows of one table share a number. `verdict` is what came
    of checking the sentence against its quotes, and `reasons` say why; answers of before it was kept have none.
    `original_language` is set where these are a source's own words in another language than the answer's.
    """

    text: str
    citations: tuple[int, ...]
    support: Annotated[float, Field(ge=0, le=1)]
    verdict: Finding = Finding.SUPPORTED
    reasons: tuple[Code, ...] = ()
    form: Literal["sentence", "item", "row"] = "sentence"
    block: int = 0
    original_language: Literal["sv", "en"] | None = None


class Withheld(Schema):
    """How many drafted sentences were held back with this verdict, for this reason before any other."""

    verdict: Finding
    reason: Code
    sentences: int


class NearestSource(Schema):
    """A source that comes close to the question, offered when there is no answer."""

    passage_id: str
    document_id: str
    title: str
    section: tuple[str, ...] = ()
    page: int | None = None
    kind: Kind
    owner: str = ""
    score: float
    url: str


Difference = Literal["amount", "deadline", "percentage", "date", "modality"]
RankingRule = Literal["policy-over-playbook-over-lesson", "newer-valid-from", "none"]


class Conflict(Schema):
    """Two sources that say different things about the same matter; `citations` are the two, what ranks higher first.

    `values` are what differs, word for word, in the same order. `preferred` is the citation that the `rule` ranks
    higher, None when no rule decides.
    """

    citations: tuple[int, int]
    about: str
    difference: Difference
    values: tuple[str, str]
    preferred: int | None = None
    rule: RankingRule = "none"


class Standing(StrEnum):
    """Whether a document is in force on a day, and if not, why."""

    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    COMING = "coming"


class OtherTime(Schema):
    """A document on the question's matter that is not in force today: named with its dates, and never quoted.

    `day` is its first day in force when it is coming, else its first day out of force.
    """

    document_id: str
    title: str
    kind: Kind
    owner: str = ""
    reference: str = ""
    standing: Standing
    day: date | None = None
    replaced_by: str = ""


class Timings(Schema):
    """Milliseconds spent in each stage."""

    understand: float = 0.0
    retrieve: float = 0.0
    rank: float = 0.0
    write: float = 0.0
    verify: float = 0.0
    total: float = 0.0


Notice = Literal[
    "model-unavailable",
    "sentences-withheld",
    "judge-unavailable",
    "superseded-asked",
    "earlier-not-found",
    "no-longer-applies",
    "coming",
    "personal-data-in-question",
]


class KeptInside(StrEnum):
    """Why a writing model that is not the organisation's own was not asked."""

    CLASSIFICATION = "classification"  # the answer rests on text that may not leave
    PERSONAL_DATA = "personal-data"  # whom the question is about may not leave, and the answer depends on it


class Disclosed(Schema):
    """What a service that is not the organisation's own was given for an answer; `where` is its host.

    A `writer` got the question without personal data, and so many `passages`; a `judge` some of the sentences with
    their evidence; an `embedding` the question without personal data.
    """

    service: Literal["writer", "judge", "embedding"]
    where: str
    passages: int = 0


class Answer(Schema):
    """`notices` tell what is special about the answer or its lack:

    - "model-unavailable": the language model failed, and the sources' own words stand in for it;
    - "sentences-withheld": some of what the language model wrote lacked support and is not shown;
    - "judge-unavailable": the model that is set to judge sentences failed, and the rules decided alone;
    - "superseded-asked": as asked, it rests on what is no longer in force;
    - "earlier-not-found": earlier rules were asked for, none was found, and it rests on what is in force;
    - "no-longer-applies": there is no answer, but there was one in a document that is no longer in force;
    - "coming": a document that is not in force yet bears on the question;
    - "personal-data-in-question": the question held personal data, and what is kept of it does not.

    "no-longer-applies" and "coming" name the documents in `other_times`. `disclosed` is what left the organisation for
    the answer; `kept_inside` why the sources' own words stand in for a model outside.
    """

    status: AnswerStatus
    language: Literal["sv", "en"]
    question: str
    standalone_question: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    confidence: Annotated[float, Field(ge=0, le=1)]
    missing: tuple[str, ...] = ()
    nearest: tuple[NearestSource, ...] = ()
    owner: str = ""
    follow_ups: tuple[str, ...] = ()
    writer: str = "extractive"
    withheld: tuple[Withheld, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    notices: tuple[Notice, ...] = ()
    other_times: tuple[OtherTime, ...] = ()
    disclosed: tuple[Disclosed, ...] = ()
    kept_inside: KeptInside | None = None
    timings_ms: Timings
    trace_id: str
    conversation_id: str | None = None


class Scope(Schema):
    """What to look in; empty means everything one may see."""

    kinds: tuple[Kind, ...] = ()
    languages: tuple[Literal["sv", "en"], ...] = ()
    document_ids: tuple[str, ...] = ()


class AskRequest(Schema):
    """`remember` keeps the turn in a conversation: the named one, or a new one whose id is in the answer."""

    question: Annotated[str, Field(min_length=1, max_length=2000)]
    conversation_id: str | None = None
    scope: Scope = Scope()
    language: Literal["sv", "en"] | None = None
    stream: bool | None = None
    remember: bool = True

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "Får jag lägga in kunddata i verktyget?"},
                {"question": "When may a pilot be scaled?", "scope": {"kinds": ["policy"]}, "stream": False},
            ]
        }
    )


class Stage(StrEnum):
    """What the assistant is doing, as told by `status` events while an answer is made."""

    UNDERSTAND = "understand"
    RETRIEVE = "retrieve"
    RANK = "rank"
    WRITE = "write"
    VERIFY = "verify"


class StatusEvent(Schema):
    stage: Stage


class CitationEvent(Schema):
    """Sent before the first sentence that uses the citation."""

    index: int
    citation: Citation


class SentenceEvent(Schema):
    index: int
    sentence: Sentence


class Hit(Schema):
    passage_id: str
    document_id: str
    title: str
    section: tuple[str, ...] = ()
    page: int | None = None
    text: str
    score: float
    kind: Kind
    language: str
    url: str


class SearchResponse(Schema):
    hits: tuple[Hit, ...]
    timings_ms: Timings


class Message(Schema):
    """One turn: the question and the answer as it was given."""

    question: str
    answer: Answer
    asked_at: datetime


class ConversationSummary(Schema):
    id: str
    title: str
    updated_at: datetime


class Conversation(Schema):
    id: str
    title: str
    messages: tuple[Message, ...]


class ConversationList(Schema):
    conversations: tuple[ConversationSummary, ...]


class Suggestions(Schema):
    questions: tuple[str, ...]


class Readiness(Schema):
    """`ingesting` tells that documents are being taken in right now."""

    ready: bool
    documents: int
    passages: int
    writer: str
    embedding: str
    ingesting: bool = False
    problems: tuple[str, ...] = ()


class Problem(BaseModel):
    """An error as RFC 9457 problem details (application/problem+json)."""

    type: str
    title: str
    status: int
    detail: str = ""
    remedy: str = ""
    instance: str = ""
