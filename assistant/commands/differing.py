"""For the terminal: where sources disagree, and what is said about rules that are not in force."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.schemas.answers import Answer, Conflict, Notice, RankingRule, Standing


@dataclass(frozen=True, slots=True)
class _Labels:
    conflict: str
    preferred: str
    ask: str
    rules: Mapping[RankingRule, str]
    standings: Mapping[Standing, str]
    notices: Mapping[Notice, str]


_LABELS = {
    "sv": _Labels(
        conflict="Källorna säger olika",
        preferred="går före",
        ask="fråga",
        rules={
            "policy-over-playbook-over-lesson": "Policy går före handbok, handbok före lärdom, lärdom före referens.",
            "newer-valid-from": "Den text som gäller från ett senare datum går före.",
            "none": "Ingen av dem går före den andra. Fråga ägarna.",
        },
        standings={
            Standing.SUPERSEDED: "ersatt",
            Standing.EXPIRED: "gällde före",
            Standing.COMING: "börjar gälla",
        },
        notices={
            "superseded-asked": "Svaret bygger, som du frågade, på text som inte gäller längre.",
            "earlier-not-found": "Ingen tidigare regel hittades. Svaret är det som gäller i dag.",
            "no-longer-applies": "Det har funnits en regel om det här, men den gäller inte längre:",
            "coming": "Det finns en regel om det här som ännu inte gäller:",
            "personal-data-in-question": "Frågan innehöll personuppgifter. De sparas inte.",
        },
    ),
    "en": _Labels(
        conflict="The sources disagree",
        preferred="ranks higher",
        ask="ask",
        rules={
            "policy-over-playbook-over-lesson": "A policy ranks above a playbook, that above a lesson and a reference.",
            "newer-valid-from": "The text with the later valid-from date ranks higher.",
            "none": "Neither ranks higher. Ask the owners.",
        },
        standings={
            Standing.SUPERSEDED: "replaced",
            Standing.EXPIRED: "in force before",
            Standing.COMING: "applies from",
        },
        notices={
            "superseded-asked": "As you asked, the answer rests on text that no longer applies.",
            "earlier-not-found": "No earlier rule was found. The answer is what applies today.",
            "no-longer-applies": "There was a rule on this, but it no longer applies:",
            "coming": "There is a rule on this that does not apply yet:",
            "personal-data-in-question": "The question held personal data. It is not kept.",
        },
    ),
}


def disagreements(answer: Answer) -> Iterator[str]:
    """Both sides of each conflict with kind, date and owner, and the rule that ranks them."""
    labels = _LABELS[answer.language]
    for conflict in answer.conflicts:
        yield f"\n{labels.conflict}: {conflict.about}"
        yield from _sides(conflict, answer, labels)
        yield f"  {labels.rules[conflict.rule]}"


def told_of_time(answer: Answer) -> Iterator[str]:
    labels = _LABELS[answer.language]
    yield from (f"\n{labels.notices[notice]}" for notice in answer.notices if notice in labels.notices)
    for other in answer.other_times:
        ask = f"; {labels.ask} {other.owner}" if other.owner else ""
        stands = f"{labels.standings[other.standing]} {other.day or ''}".rstrip()
        yield f"  - {other.title} ({stands}){ask}"


def _sides(conflict: Conflict, answer: Answer, labels: _Labels) -> Iterator[str]:
    for index, value in zip(conflict.citations, conflict.values, strict=True):
        cited = answer.citations[index]
        about = ", ".join(str(part) for part in (cited.kind, cited.valid_from, cited.owner) if part)
        ranks = f" – {labels.preferred}" if index == conflict.preferred else ""
        yield f"  - {value} [{index + 1}] {cited.title} ({about}){ranks}"
