"""The words of the register and of the impact assessment's input, in both languages."""

from collections.abc import Mapping

from knowledge.language import Language
from knowledge.outside import Service
from knowledge.personal_data.processing import DataKind, Ending

_EMPLOYEES: Mapping[Language, str] = {"sv": "Medarbetare som använder tjänsten", "en": "Employees who use the service"}
_ANYONE: Mapping[Language, str] = {
    "sv": "Personer som nämns i dokument: medarbetare, kunder, leverantörer",
    "en": "People named in documents: employees, customers, suppliers",
}
SUBJECTS: Mapping[DataKind, Mapping[Language, str]] = {
    kind: _ANYONE
    if kind in (DataKind.DOCUMENTS, DataKind.REPLACED_TEXTS, DataKind.SUBMISSIONS, DataKind.BACKUPS)
    else _EMPLOYEES
    for kind in DataKind
}
DATA: Mapping[DataKind, Mapping[Language, str]] = {
    DataKind.DOCUMENTS: {
        "sv": "Namn och kontaktuppgifter i text, titel och ägare",
        "en": "Names and contacts in text, title and owner",
    },
    DataKind.REPLACED_TEXTS: {"sv": "Desamma i tidigare text", "en": "The same in earlier text"},
    DataKind.SUBMISSIONS: {"sv": "Författare, granskare, text, kommentarer", "en": "Author, reviewers, text, comments"},
    DataKind.CONVERSATIONS: {"sv": "Användar-id, frågor, svar", "en": "User id, questions, answers"},
    DataKind.TRACES: {
        "sv": "Användar-id, grupper, id och hash för det som visades",
        "en": "User id, groups, ids and hashes of what was shown",
    },
    DataKind.FEEDBACK: {"sv": "Användar-id, omdöme, kommentar", "en": "User id, judgement, comment"},
    DataKind.REVIEWS: {"sv": "Granskarens id, bedömning, kommentar", "en": "Reviewer's id, verdict, comment"},
    DataKind.GAPS: {
        "sv": "Ansvarig, vem som ändrade, frågor utan avsändare",
        "en": "Owner, who changed it, questions without their sender",
    },
    DataKind.JOBS: {"sv": "Vem som lämnade in, filnamn", "en": "Who handed in, file names"},
    DataKind.EVALUATIONS: {
        "sv": "Frågor och svar i den gyllene mängden",
        "en": "Questions and answers of the golden set",
    },
    DataKind.SIGN_INS: {
        "sv": "Användar-id, nycklade fingeravtryck av namn och e-post, senaste inloggning",
        "en": "User id, keyed fingerprints of name and e-mail, latest sign-in",
    },
    DataKind.KEYS: {"sv": "Nyckelns namn, när den användes", "en": "The key's name, when it was used"},
    DataKind.DECISIONS: {"sv": "Vem som beslutade och skrev under", "en": "Who decided and signed"},
    DataKind.AUDIT: {"sv": "Pseudonym, handling, tid, id och hash", "en": "Pseudonym, act, time, ids and hashes"},
    DataKind.ERASURES: {
        "sv": "Nyckelade fingeravtryck, kvitton utan namn",
        "en": "Keyed fingerprints, receipts without names",
    },
    DataKind.BACKUPS: {"sv": "Allt ovan, som det var", "en": "All of the above, as it was"},
    DataKind.LOGS: {"sv": "Inga frågor och inga namn", "en": "No questions and no names"},
}
ENDINGS: Mapping[Language, Mapping[Ending, str]] = {
    "sv": {
        Ending.DELETED: "raderas därefter",
        Ending.UNLINKED: "avidentifieras därefter",
        Ending.BY_OWNERS: "ägaren beslutar",
        Ending.OUTSIDE: "bestäms där det förvaras",
    },
    "en": {
        Ending.DELETED: "then deleted",
        Ending.UNLINKED: "then unlinked from the person",
        Ending.BY_OWNERS: "its owner decides",
        Ending.OUTSIDE: "decided where it is kept",
    },
}
RECEIVES: Mapping[Language, Mapping[Service, str]] = {
    "sv": {
        Service.WRITER: "frågor, och de textställen som svar bygger på",
        Service.JUDGE: "meningar ur svar, och deras belägg",
        Service.EMBEDDING: "alla dokument och alla frågor",
        Service.EVALUATION: "frågor, svar och textställen i utvärderingar",
        Service.INDEX: "förvarar alla textställen",
        Service.REGISTRY: "förvarar alla dokument, konversationer och spår",
        Service.TELEMETRY: "tider och antal, ingen text",
    },
    "en": {
        Service.WRITER: "questions, and the passages that answers rest on",
        Service.JUDGE: "sentences of answers, and their evidence",
        Service.EMBEDDING: "every document and every question",
        Service.EVALUATION: "questions, answers and passages of evaluation runs",
        Service.INDEX: "keeps all passages",
        Service.REGISTRY: "keeps all documents, conversations and records",
        Service.TELEMETRY: "times and counts, no text",
    },
}
SIGN_IN: Mapping[Language, str] = {"sv": "vem som loggar in, och när", "en": "who signs in, and when"}
WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "register": "Register över behandlingar (art. 30)",
        "impact": "Underlag för konsekvensbedömning (art. 35)",
        "controller": "Personuppgiftsansvarig",
        "dpo": "Dataskyddsombud",
        "activities": "Behandlingar",
        "recipients": "Mottagare utanför organisationen",
        "no_recipients": "Inga: allt stannar i organisationen.",
        "measures": "Säkerhetsåtgärder som gäller",
        "open": "Att fylla i av dataskyddsombudet",
        "purpose": "Ändamål",
        "basis": "Rättslig grund",
        "subjects": "Registrerade",
        "data": "Uppgifter",
        "retention": "Sparas",
        "places": "Var",
        "days": "{days} dagar, {ending}",
        "no_days": "ingen bestämd tid, {ending}",
        "not_set": "EJ ANGIVEN",
        "description": "Beskrivning",
        "necessity": "Nödvändighet och proportionalitet",
        "risks": "Risker",
        "figures": "Uppmätt",
        "against": "Åtgärder",
        "remaining": "Kvarstående risk",
        "unmeasured": "ej uppmätt här",
    },
    "en": {
        "register": "Register of processing activities (Art. 30)",
        "impact": "Input for an impact assessment (Art. 35)",
        "controller": "Controller",
        "dpo": "Data protection officer",
        "activities": "Processing activities",
        "recipients": "Recipients outside the organisation",
        "no_recipients": "None: everything stays in the organisation.",
        "measures": "Security measures in force",
        "open": "For the data protection officer to fill in",
        "purpose": "Purpose",
        "basis": "Legal basis",
        "subjects": "Data subjects",
        "data": "Data",
        "retention": "Kept",
        "places": "Where",
        "days": "{days} days, {ending}",
        "no_days": "no set time, {ending}",
        "not_set": "NOT SET",
        "description": "Description",
        "necessity": "Necessity and proportionality",
        "risks": "Risks",
        "figures": "Measured",
        "against": "Measures",
        "remaining": "Remaining risk",
        "unmeasured": "not measured here",
    },
}
