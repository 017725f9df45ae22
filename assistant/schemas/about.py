"""The JSON of what Lärdom says of itself."""

from datetime import date, datetime
from typing import Literal

from assistant.schemas.answers import Classification, Kind, Schema
from knowledge.outside import Service as Service
from knowledge.personal_data.processing import DataKind as DataKind
from knowledge.personal_data.processing import Ending as Ending


class Statement(Schema):
    """Text for people, in the language asked for. Paragraphs are parted by an empty line."""

    id: str
    title: str
    text: str


class ModelFacts(Schema):
    """A model, or what stands in the place of one. What is not known is empty: the organisation has to find it out."""

    role: Literal["writer", "search", "reader", "judge", "confidence"]
    name: str
    version: str = ""
    size: str = ""
    licence: str = ""


class Recipient(Schema):
    """A service that is not the organisation's own. `where` is its host, and empty for who has not signed in."""

    service: Service
    model: str = ""
    where: str = ""


class KeptKind(Schema):
    """A kind of personal data that is kept. `days` is None where there is no set time; `ending` says what ends it."""

    kind: DataKind
    purpose: str
    legal_basis: str
    days: int | None
    ending: Ending


class Controller(Schema):
    """Empty where the settings do not say."""

    name: str = ""
    contact: str = ""
    dpo_contact: str = ""


class Figure(Schema):
    """A measured share, 0 to 1, over so many questions."""

    name: Literal["right", "refused", "false_refusals", "supported", "citation_precision"]
    language: Literal["sv", "en", "all"]
    value: float
    questions: int


class Quality(Schema):
    """The accepted evaluation run; `command` measures anew."""

    at: datetime
    run: str
    questions: int
    command: str
    writer: str
    embedding: str
    figures: tuple[Figure, ...]
    as_configured: bool


class LibrarySize(Schema):
    """What the reader may see of the library."""

    documents: int
    passages: int
    kinds: dict[Kind, int]


class About(Schema):
    """What Lärdom says of itself to everyone. `library` is None for who has not signed in."""

    language: Literal["sv", "en"]
    lardom: str
    writer: Literal["extractive", "llm"]
    statements: tuple[Statement, ...]
    models: tuple[ModelFacts, ...]
    may_leave: tuple[Classification, ...]
    recipients: tuple[Recipient, ...]
    kept: tuple[KeptKind, ...]
    controller: Controller
    quality: Quality | None
    library: LibrarySize | None = None


class Component(Schema):
    """A library that Lärdom is built on."""

    name: str
    version: str
    licence: str


class Card(About):
    """The model and system card. `settings` changes when any setting does."""

    made_on: date
    settings: str
    threshold: float
    components: tuple[Component, ...]
