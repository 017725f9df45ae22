"""The JSON of the register of processing (GDPR Art. 30) and of the input for an impact assessment (Art. 35)."""

from datetime import date
from typing import Literal

from assistant.schemas.answers import Schema
from knowledge.personal_data.processing import DataKind as DataKind
from knowledge.personal_data.processing import Ending as Ending


class Activity(Schema):
    """One kind of personal data. `places` are tables and folders; no `retention_days` means no set time."""

    kind: DataKind
    name: str
    purpose: str
    legal_basis: str
    subjects: str
    data: str
    retention_days: int | None
    ending: Ending
    places: tuple[str, ...]


class Recipient(Schema):
    """A service outside the organisation that is configured, and what it is sent."""

    service: str
    where: str
    receives: str


class Register(Schema):
    """`measures` are the security measures in force, read from the configuration."""

    on: date
    language: Literal["sv", "en"]
    controller: str
    controller_contact: str
    dpo_contact: str
    activities: tuple[Activity, ...]
    recipients: tuple[Recipient, ...]
    measures: tuple[str, ...]
    open_points: tuple[str, ...]


class Figure(Schema):
    """A measured figure; `source` says by what it was measured, and when."""

    name: str
    value: float | None
    source: str


class Risk(Schema):
    risk: str
    figures: tuple[Figure, ...] = ()
    measures: tuple[str, ...]
    remaining: str


class Impact(Schema):
    """`open_points` are for the data protection officer to fill in."""

    on: date
    language: Literal["sv", "en"]
    description: str
    necessity: tuple[str, ...]
    risks: tuple[Risk, ...]
    open_points: tuple[str, ...]
    activities: Register
