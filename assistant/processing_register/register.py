"""The register of processing activities (Art. 30), built from the settings, the inventory and what is configured."""

from collections.abc import Iterator, Mapping
from datetime import date
from urllib.parse import urlsplit

from assistant.person_data.words import KINDS
from assistant.processing_register.words import DATA, ENDINGS, RECEIVES, SIGN_IN, SUBJECTS, WORDS
from assistant.schemas.register import Activity, Recipient, Register
from knowledge.language import Language
from knowledge.outside import outside_services
from knowledge.personal_data.holdings import INVENTORY
from knowledge.personal_data.processing import DataKind
from knowledge.settings import Settings


def build_register(settings: Settings, on: date, language: Language) -> Register:
    return Register(
        on=on,
        language=language,
        controller=settings.controller,
        controller_contact=settings.controller_contact,
        dpo_contact=settings.dpo_contact,
        activities=tuple(_activity(kind, settings, language) for kind in DataKind),
        recipients=tuple(_recipients(settings, language)),
        measures=tuple(measures(settings, language)),
        open_points=tuple(_open_points(settings, language)),
    )


def register_markdown(register: Register) -> str:
    words = WORDS[register.language]
    lines = [
        f"# {words['register']}",
        "",
        f"{register.on:%Y-%m-%d}",
        "",
        f"- {words['controller']}: {_said(register.controller, words)} ({_said(register.controller_contact, words)})",
        f"- {words['dpo']}: {_said(register.dpo_contact, words)}",
        "",
        f"## {words['activities']}",
    ]
    for activity in register.activities:
        facts = {
            "purpose": activity.purpose,
            "basis": activity.legal_basis,
            "subjects": activity.subjects,
            "data": activity.data,
            "retention": kept_for(activity, register.language),
            "places": ", ".join(activity.places),
        }
        lines += ["", f"### {activity.name}", "", *(f"- {words[name]}: {fact}" for name, fact in facts.items() if fact)]
    received = [f"- {each.where} ({each.service}): {each.receives}" for each in register.recipients]
    lines += ["", f"## {words['recipients']}", "", *(received or [words["no_recipients"]])]
    lines += ["", f"## {words['measures']}", "", *(f"- {measure}" for measure in register.measures)]
    lines += ["", f"## {words['open']}", "", *(f"- [ ] {point}" for point in register.open_points)]
    return "\n".join(lines) + "\n"


def kept_for(activity: Activity, language: Language) -> str:
    words, ending = WORDS[language], ENDINGS[language][activity.ending]
    if activity.retention_days is None:
        return words["no_days"].format(ending=ending)
    return words["days"].format(days=activity.retention_days, ending=ending)


def measures(settings: Settings, language: Language) -> Iterator[str]:
    """What protects personal data as things are configured now."""
    sv = language == "sv"
    if settings.oidc_issuer:
        host = urlsplit(settings.oidc_issuer).hostname
        yield f"Inloggning med OpenID Connect ({host})" if sv else f"Sign-in with OpenID Connect ({host})"
    elif settings.access_token is not None:
        yield "En delad åtkomstnyckel: alla som har den är en och samma" if sv else "One shared access token for all"
    else:
        yield "Svarar bara på den egna datorn" if sv else "Answers on this machine only"
    yield (
        "Åtkomst efter grupp och klassning är villkor i varje sökning"
        if sv
        else "Access by group and classification is a condition of every search"
    )
    handled = {name.value: f"{rule.contact}/{rule.sensitive}" for name, rule in settings.personal_data.items()}
    said = ", ".join(f"{name}: {rule}" for name, rule in sorted(handled.items()))
    if handled:
        yield (
            f"Personuppgifter i dokument hanteras per klassning ({said})"
            if sv
            else f"Personal data in documents by classification ({said})"
        )
    yield (
        f"Personuppgifter i frågor som sparas: {settings.personal_data_in_questions}"
        if sv
        else f"Personal data in what is kept of questions: {settings.personal_data_in_questions}"
    )
    yield (
        "Revisionslogg med pseudonymer, hashkedjad och verifierbar (`lardom audit verify`)"
        if sv
        else "Audit log under pseudonyms, hash-chained and verifiable (`lardom audit verify`)"
    )
    yield "Gallring varje dygn, med rapport" if sv else "Retention every day, with a report"
    yield (
        "Radering av en person i alla delar, med kvitto; görs om efter återläst kopia"
        if sv
        else "Erasure of a person from every part, with a receipt; done again after a restore"
    )
    yield (
        "Filer läses i en avgränsad process utan nätverk"
        if sv
        else "Files are read in a confined process without network"
    )


def _activity(kind: DataKind, settings: Settings, language: Language) -> Activity:
    rule = settings.processing_of(kind)
    tables = [name for name, table in INVENTORY.tables.items() if table.kind is kind and table.personal]
    return Activity(
        kind=kind,
        name=KINDS[language][kind],
        purpose=rule.purpose[language],
        legal_basis=rule.legal_basis[language],
        subjects=SUBJECTS[kind][language],
        data=DATA[kind][language],
        retention_days=rule.retention_days,
        ending=rule.ending,
        places=(*tables, *(place.name for place in INVENTORY.places if place.kind is kind)),
    )


def _recipients(settings: Settings, language: Language) -> Iterator[Recipient]:
    for each in outside_services(settings):
        yield Recipient(service=each.service.value, where=each.where, receives=RECEIVES[language][each.service])
    if settings.oidc_issuer:
        host = urlsplit(settings.oidc_issuer).hostname or ""
        yield Recipient(service="sign-in", where=host, receives=SIGN_IN[language])


def _open_points(settings: Settings, language: Language) -> Iterator[str]:
    sv = language == "sv"
    for name in ("controller", "controller_contact", "dpo_contact"):
        if not getattr(settings, name):
            yield f"Ange `{name}` i inställningarna" if sv else f"Set `{name}` in the settings"
    if outside_services(settings):
        yield (
            "Biträdesavtal och eventuell överföring till tredjeland för mottagarna ovan (kap. V)"
            if sv
            else "Processor agreements, and transfers to third countries, for the recipients above (Chapter V)"
        )
    yield (
        "Kryptering i vila, och var säkerhetskopior förvaras"
        if sv
        else "Encryption at rest, and where backups are kept"
    )
    yield "Intresseavvägning för berättigat intresse" if sv else "The balancing test for legitimate interests"


def _said(value: str, words: Mapping[str, str]) -> str:
    return value or words["not_set"]
