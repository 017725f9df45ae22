"""The words of exports and receipts, in both languages."""

from collections.abc import Mapping

from assistant.schemas.person_data import Fate
from knowledge.language import Language
from knowledge.personal_data.processing import DataKind

KINDS: Mapping[Language, Mapping[DataKind, str]] = {
    "sv": {
        DataKind.DOCUMENTS: "Dokument",
        DataKind.REPLACED_TEXTS: "Ersatta texter",
        DataKind.SUBMISSIONS: "Lärdomar under arbete",
        DataKind.CONVERSATIONS: "Konversationer",
        DataKind.TRACES: "Spår av svar",
        DataKind.FEEDBACK: "Omdömen",
        DataKind.REVIEWS: "Granskningar",
        DataKind.GAPS: "Kunskapsluckor",
        DataKind.JOBS: "Inläsningar",
        DataKind.EVALUATIONS: "Utvärderingar",
        DataKind.KEYS: "Nycklar",
        DataKind.SIGN_INS: "Inloggningar",
        DataKind.DECISIONS: "Beslut",
        DataKind.AUDIT: "Revisionslogg",
        DataKind.ERASURES: "Raderingar",
        DataKind.BACKUPS: "Säkerhetskopior",
        DataKind.LOGS: "Driftloggar",
    },
    "en": {
        DataKind.DOCUMENTS: "Documents",
        DataKind.REPLACED_TEXTS: "Replaced texts",
        DataKind.SUBMISSIONS: "Lessons being written",
        DataKind.CONVERSATIONS: "Conversations",
        DataKind.TRACES: "Traces of answers",
        DataKind.FEEDBACK: "Feedback",
        DataKind.REVIEWS: "Reviews",
        DataKind.GAPS: "Knowledge gaps",
        DataKind.JOBS: "Ingest jobs",
        DataKind.EVALUATIONS: "Evaluations",
        DataKind.KEYS: "Keys",
        DataKind.SIGN_INS: "Sign-ins",
        DataKind.DECISIONS: "Decisions",
        DataKind.AUDIT: "Audit log",
        DataKind.ERASURES: "Erasures",
        DataKind.BACKUPS: "Backups",
        DataKind.LOGS: "Logs",
    },
}
FATES: Mapping[Language, Mapping[Fate, str]] = {
    "sv": {
        Fate.DELETED: "raderades",
        Fate.PSEUDONYMISED: "avidentifierades",
        Fate.BLACKED_OUT: "svärtades",
        Fate.KEPT: "behölls",
    },
    "en": {
        Fate.DELETED: "deleted",
        Fate.PSEUDONYMISED: "pseudonymised",
        Fate.BLACKED_OUT: "blacked out",
        Fate.KEPT: "kept",
    },
}
KEPT_BECAUSE_SV: Mapping[str, str] = {
    "decision_log": "Den som beslutar om uppskalning svarar för det, och en ändrad post bryter kedjan "
    "(art. 17.3 b och e).",
    "audit_log": "Ingen kan utläsas ur dess pseudonymer när kopplingen är borta, och en ändrad post bryter kedjan.",
}
OUTSIDE: Mapping[Language, tuple[str, ...]] = {
    "sv": (
        "Säkerhetskopior som redan är tagna: raderingen görs om när en av dem läses tillbaka.",
        "Driftloggar och minne: innehåller inga frågor och inga namn; minnet töms när servern startas om.",
        "Filer utanför datamappen som dokument lästes från: de ägs av dem som förvarar dem.",
        "Inloggningstjänsten: personens konto finns kvar där.",
    ),
    "en": (
        "Backups that were made before: the erasure is done again when one of them is restored.",
        "Logs and memory: they hold no questions and no names; memory ends when the server is restarted.",
        "Files beyond the data folder that documents were read from: those who keep them answer for them.",
        "The sign-in service: the person's account is still there.",
    ),
}
OF_A_SERVER: Mapping[Language, str] = {
    "sv": "Databasserverns egen logg (WAL), repliker och säkerhetskopior av den: servern skriver över dem efter hand.",
    "en": "The database server's own log (WAL), replicas and backups of it: the server overwrites them in time.",
}
STORES: Mapping[Language, Mapping[tuple[str, bool], str]] = {
    "sv": {
        ("index", True): "Sökindexet är skrivet på nytt: inget av det raderade finns kvar i dess filer.",
        ("index", False): "Qdrant-servern bestämmer själv när raderade punkter lämnar dess filer. `lardom reindex` "
        "tar bort samlingen och bygger den på nytt, så att ingenting finns kvar.",
        ("database", True): "Databasen är skriven på nytt: inget av det raderade finns kvar i dess filer.",
        ("database", False): "Databasservern skrev inte om alla tabeller: Lärdom äger dem inte, de användes, eller en "
        "äldre transaktion kan ännu läsa det raderade. Kör raderingen igen, eller låt den som sköter databasen köra "
        "VACUUM FULL.",
    },
    "en": {
        ("index", True): "The search index is written anew: nothing that was erased is left in its files.",
        ("index", False): "The Qdrant server decides when deleted points leave its files. `lardom reindex` drops the "
        "collection and builds it again, so that nothing is left.",
        ("database", True): "The database is written anew: nothing that was erased is left in its files.",
        ("database", False): "The database server did not write all tables anew: Lärdom does not own them, they were "
        "in use, or an older transaction may still read what was erased. Run the erasure again, or have whoever runs "
        "the database run VACUUM FULL.",
    },
}
HEADINGS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "receipt": "Kvitto på radering",
        "dry_run": "Förhandsvisning: ingenting är raderat",
        "gone": "Vad som togs bort",
        "kept": "Vad som behölls, och varför",
        "outside": "Vad som inte ligger i Lärdom",
        "remaining": "Filer där en uppgift fortfarande står",
        "none": "Inga.",
        "incomplete": "Allt är inte klart än; kör raderingen igen.",
        "export": "Registerutdrag",
        "found": "Det här finns",
        "about": "Om behandlingen",
        "controller": "Personuppgiftsansvarig",
        "dpo": "Dataskyddsombud",
        "recipients": "Mottagare utanför organisationen",
        "rights": "Du kan begära rättelse, radering eller begränsning, invända mot behandlingen och klaga hos "
        "Integritetsskyddsmyndigheten (IMY).",
        "purpose": "Ändamål",
        "basis": "Rättslig grund",
        "retention": "Sparas",
        "days": "dagar",
        "no_days": "ingen bestämd tid",
        "where": "Var",
        "what": "Vad",
        "count": "Antal",
        "documents": "Berörda dokument",
        "nothing": "Ingenting hittades.",
        "not_set": "ej angiven",
    },
    "en": {
        "receipt": "Receipt of an erasure",
        "dry_run": "Preview: nothing is erased",
        "gone": "What was removed",
        "kept": "What was kept, and why",
        "outside": "What does not lie in Lärdom",
        "remaining": "Files in which an identifier still stands",
        "none": "None.",
        "incomplete": "Not all of it is done yet; run the erasure again.",
        "export": "What is held about a person",
        "found": "What there is",
        "about": "About the processing",
        "controller": "Controller",
        "dpo": "Data protection officer",
        "recipients": "Recipients outside the organisation",
        "rights": "You may ask for rectification, erasure or restriction, object to the processing, and lodge a "
        "complaint with the supervisory authority.",
        "purpose": "Purpose",
        "basis": "Legal basis",
        "retention": "Kept",
        "days": "days",
        "no_days": "no set time",
        "where": "Where",
        "what": "What",
        "count": "Count",
        "documents": "Documents concerned",
        "nothing": "Nothing was found.",
        "not_set": "not set",
    },
}
