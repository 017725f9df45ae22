"""The kinds of personal data that Lärdom keeps, and why: what the settings say of each, or these defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from knowledge.language import Language


class DataKind(StrEnum):
    """What is kept for one purpose and for one time."""

    DOCUMENTS = "documents"  # the library as answers rest on it now
    REPLACED_TEXTS = "replaced_texts"  # earlier revisions and removed documents, for old citations
    SUBMISSIONS = "submissions"  # drafts of lessons and their reviews
    CONVERSATIONS = "conversations"
    TRACES = "traces"  # who was shown what, by ids and hashes
    FEEDBACK = "feedback"
    REVIEWS = "reviews"
    GAPS = "gaps"
    JOBS = "jobs"  # reports of what was taken in
    EVALUATIONS = "evaluations"
    KEYS = "keys"
    DECISIONS = "decisions"
    AUDIT = "audit"
    SIGN_INS = "sign_ins"  # fingerprints of names and mail addresses, to be found by
    ERASURES = "erasures"  # that a person was erased, to erase again what a backup brings back
    BACKUPS = "backups"
    LOGS = "logs"


class Ending(StrEnum):
    """What retention does when the time is out."""

    DELETED = "deleted"
    UNLINKED = "unlinked"  # the figures stay, who it was goes
    BY_OWNERS = "by_owners"  # people decide: review dates, removal
    OUTSIDE = "outside"  # where it lies decides: the log's rotation, the store of backups


@dataclass(frozen=True, slots=True)
class Processing:
    """Why a kind of data is kept, on what legal basis (GDPR Art. 6), and for how many days; None for no set time."""

    purpose: Mapping[Language, str]
    legal_basis: Mapping[Language, str]
    ending: Ending
    retention_days: int | None = None


_INTEREST: dict[Language, str] = {
    "sv": "Berättigat intresse (art. 6.1 f): en tjänst som svarar rätt och som kan förbättras",
    "en": "Legitimate interests (Art. 6(1)(f)): a service that answers rightly and can be improved",
}
_ACCOUNT: dict[Language, str] = {
    "sv": "Rättslig förpliktelse (art. 6.1 c): ansvarsskyldighet enligt art. 5.2",
    "en": "Legal obligation (Art. 6(1)(c)): accountability under Art. 5(2)",
}


_RIGHTS: dict[Language, str] = {
    "sv": "Rättslig förpliktelse (art. 6.1 c): den registrerades rättigheter enligt art. 15 och 17",
    "en": "Legal obligation (Art. 6(1)(c)): the data subject's rights under Art. 15 and 17",
}


def _kept(sv: str, en: str, ending: Ending, days: int | None, basis: Mapping[Language, str] = _INTEREST) -> Processing:
    return Processing({"sv": sv, "en": en}, basis, ending, days)


DEFAULTS: Mapping[DataKind, Processing] = {
    DataKind.DOCUMENTS: _kept(
        "Organisationens kunskap: ägare och kontakter till dokument, så att läsare vet vem de frågar.",
        "The organisation's knowledge: owners and contacts of documents, so that readers know whom to ask.",
        Ending.BY_OWNERS,
        None,
    ),
    DataKind.REPLACED_TEXTS: _kept(
        "Att ett gammalt svars källa kan öppnas som den var.",
        "That the source of an old answer can be opened as it was.",
        Ending.DELETED,
        1095,
    ),
    DataKind.SUBMISSIONS: _kept(
        "Att en lärdom kan skrivas, granskas och godkännas av någon annan än den som skrev den.",
        "That a lesson can be written, reviewed and approved by somebody other than its author.",
        Ending.DELETED,
        730,
    ),
    DataKind.CONVERSATIONS: _kept(
        "Att en person kan fortsätta en konversation, och att kunskapsluckor syns.",
        "That a person can go on with a conversation, and that gaps in the knowledge are seen.",
        Ending.DELETED,
        365,
    ),
    DataKind.TRACES: _kept(
        "Att kunna visa vilka källor ett svar byggde på, och mäta tjänsten.",
        "To show which sources an answer rested on, and to measure the service.",
        Ending.UNLINKED,
        365,
    ),
    DataKind.FEEDBACK: _kept(
        "Att rätta svar som inte hjälpte.", "To correct answers that did not help.", Ending.UNLINKED, 365
    ),
    DataKind.REVIEWS: _kept(
        "Att människor bedömer ett urval av svaren, och att det går att se att de har gjort det.",
        "That people judge a sample of the answers, and that it can be seen that they did.",
        Ending.UNLINKED,
        730,
    ),
    DataKind.GAPS: _kept(
        "Att någon ansvarar för att en kunskapslucka fylls.",
        "That somebody answers for filling a gap in the knowledge.",
        Ending.UNLINKED,
        730,
    ),
    DataKind.JOBS: _kept(
        "Att den som lämnade in ett dokument ser vad det blev av det.",
        "That whoever handed in a document sees what became of it.",
        Ending.DELETED,
        90,
    ),
    DataKind.EVALUATIONS: _kept(
        "Att mäta svaren mot en gyllene mängd frågor.", "To measure answers on a golden set.", Ending.BY_OWNERS, None
    ),
    DataKind.KEYS: _kept(
        "Att tjänster får åtkomst, och att den kan dras in.",
        "That services have access, and that it can be revoked.",
        Ending.DELETED,
        365,
    ),
    DataKind.DECISIONS: _kept(
        "Att det går att visa vem som beslutade att piloten skalas upp, och på vilka grunder.",
        "To show who decided to scale the pilot, and on what grounds.",
        Ending.BY_OWNERS,
        None,
        _ACCOUNT,
    ),
    DataKind.AUDIT: _kept(
        "Att det går att visa vem som gjorde vad och vad som visades för vem.",
        "To show who did what, and what was shown to whom.",
        Ending.DELETED,
        730,
        _ACCOUNT,
    ),
    DataKind.SIGN_INS: _kept(
        "Att det som finns om en person hittas på namn och e-post när hen begär det, så länge något finns.",
        "That what is held about a person is found by name and e-mail when they ask, while anything is.",
        Ending.DELETED,
        30,
        _RIGHTS,
    ),
    DataKind.ERASURES: _kept(
        "Att det som raderats inte kommer tillbaka med en säkerhetskopia eller en gammal fil.",
        "That what was erased does not come back with a backup or an old file.",
        Ending.DELETED,
        1095,
        _ACCOUNT,
    ),
    DataKind.BACKUPS: _kept(
        "Att tjänsten kan återställas efter en förlust.",
        "That the service can be restored after a loss.",
        Ending.OUTSIDE,
        None,
    ),
    DataKind.LOGS: _kept(
        "Att fel kan hittas. Loggen innehåller varken frågor eller namn.",
        "That faults can be found. The log holds neither questions nor names.",
        Ending.OUTSIDE,
        None,
    ),
}
