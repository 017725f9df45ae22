"""Which time a question is about: the rules in force today, those that were, or those to come."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.evidence.citing import ended
from assistant.evidence.found import Found
from assistant.rank import Ranked
from assistant.schemas.answers import Citation, Notice, OtherTime, Standing
from assistant.understand import Understanding
from knowledge.index.protocol import Candidate

# A document of another time is on the matter when it is this near, in cosine, to what is in force. On the pilot the
# superseded policy lies 0.005 to 0.047 behind its successor on what both of them rule, and 0.087 or more on the rest.
_AS_NEAR = 0.05

_RULE = (
    r"\w*(?:polic(?:y|ies|yn|yer|yerna|ys)|riktlinje\w*|regl(?:er|erna)|regel(?:n|verk\w*)?|rutin(?:en|er|erna)?|"
    r"handbok(?:en)?|handböcker\w*|bestämmelse\w*|gräns(?:en|er|erna)?|belopp(?:et|en)?|tidsfrist\w*|"
    r"version(?:en|er|s)?|guid(?:e|es|eline|elines|ance)|rules?|procedures?|routines?|handbooks?|playbooks?|limits?|"
    r"thresholds?|regulations?|deadlines?|requirements?|krav(?:en|et)?)\b"
)
_OLD = (
    r"(?:gamla|äldre|tidigare|förra|föregående|dåvarande|ersatta|utgångna|upphävda|förra årets|old|older|previous|"
    r"earlier|former|prior|superseded|replaced|outdated|expired|repealed|last year['’]s)"
)
_BEFORE = r"(?:tidigare|f[öo]rut|f[öo]rr|previously|formerly|(?:f[öo]re|innan|till|before|until) (?P<{0}>20\d\d))"
_APPLIED = r"(?:g[äa]llde|fick|kunde|applied|could|was allowed|were allowed|was permitted|were the rules)"
_VERSION = r"(?:i|enligt|in|under|of|av) (?:den |the )?version (?P<{0}>\d+(?:\.\d+)*)"
_PAST = re.compile(
    rf"\b(?:{_OLD} (?:[\w-]+ ){{0,2}}?{_RULE}|{_VERSION.format('version')}|{_APPLIED}\b.*\b{_BEFORE.format('year')}|"
    r"hur (?:var|gick|såg|fungerade) (?:det|reglerna|gränserna) (?:ut )?(?:tidigare|förut|förr|innan)|"
    r"how (?:was it|were things|did (?:it|this) work) (?:before|previously|earlier|formerly)|"
    rf"(?:tidigare|förut|förr|previously|formerly) (?:gällde|applied)|{_RULE} used to|used to be (?:the )?{_RULE})\b",
    re.IGNORECASE,
)
_OF_YEAR = re.compile(
    rf"\b(?:{_RULE} (?:för|från|år|of|from|for|in) (?P<after>20\d\d)|(?P<before>20\d\d) (?:års )?{_RULE}|"
    rf"{_APPLIED}\b.*\b(?:under|år|i|in|during) (?P<then>20\d\d))\b",
    re.IGNORECASE,
)
_COMING = re.compile(
    r"\b(?:från och med|fr\.?o\.?m\.?|nästa år\w*|framöver|i framtiden|kommande|träder i kraft|börjar gälla|"
    r"kommer att gälla|next year|upcoming|in the future|from now on|will apply|going to apply|takes? effect|"
    r"(?:comes?|enters?|coming|entering) into force|as of|starting (?:in|from)|effective from)\b",
    re.IGNORECASE,
)
# "What did the old policy say about": what follows is what to look for.
_FRAME = re.compile(
    rf"^(?:vad|what)\b[^,?]*?\b(?:sa|sade|säger|stod|står|did|does|do)\b[^,?]*?\b{_RULE}(?: (?:från|of|from) 20\d\d)?"
    r"(?: (?:say|state))? (?:om|about|on) ",
    re.IGNORECASE,
)
_TIME = re.compile(
    rf"\b(?:{_BEFORE.format('by')}|{_VERSION.format('of')}|{_OLD}|nästa år|next year|20\d\d (?:års )?(?={_RULE})|"
    r"(?:från(?: och med)?|fr\.?o\.?m\.?|under|år|i|from|starting(?: in| from)?|as of|in|of) "
    r"(?:20\d\d|next year|nästa år))(?!\w)",
    re.IGNORECASE,
)
Successors = Callable[[Collection[str]], Mapping[str, str]]
"""Which document stands in the place of each of these, by their ids."""
_YEARS = re.compile(r"\b20\d\d\b")


class Period(StrEnum):
    NOW = "now"
    PAST = "past"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Asked:
    """The time a question asks about, and its `matter`: the question without the words for that time.

    In the past it asks for a rule that began by `until`, or for one of `version`.
    """

    period: Period
    matter: str
    until: date | None = None
    version: str = ""

    def fits(self, source: Candidate) -> bool:
        properties = source.properties
        if self.version and properties.version != self.version:
            return False
        return self.until is None or properties.valid_from is None or properties.valid_from <= self.until


PAST = frozenset({Standing.SUPERSEDED, Standing.EXPIRED})


def asked_about(question: str, today: date) -> Asked:
    """What time the question asks about, by its words; NOW unless they say otherwise.

    "Old" is heard only before a word for a rule: old computers are of today.
    """
    matter = " ".join(_TIME.sub(" ", _FRAME.sub("", question)).split()) or question
    past = _PAST.search(question)
    if past:
        until = date(int(past["year"]) - 1, 12, 31) if past["year"] else None
        return Asked(Period.PAST, matter, until, past["version"] or "")
    of_year = _OF_YEAR.search(question)
    if of_year:
        year = int(next(value for value in of_year.groups() if value))
        if year < today.year:
            return Asked(Period.PAST, matter, date(year, 12, 31))
    if _COMING.search(question) or any(int(year) > today.year for year in _YEARS.findall(question)):
        return Asked(Period.COMING, matter)
    return Asked(Period.NOW, question)


def timeless(question: Understanding, today: date) -> Understanding:
    """The question to look for evidence with: without the words for its time, which stand in no document's text."""
    standalone = asked_about(question.standalone, today).matter
    if standalone == question.standalone:
        return question
    return replace(question, question=asked_about(question.question, today).matter, standalone=standalone)


def standing(source: Candidate, today: date) -> Standing:
    properties = source.properties
    if properties.valid_from is not None and properties.valid_from > today:
        return Standing.COMING
    if source.superseded_from is not None and source.superseded_from <= today:
        return Standing.SUPERSEDED
    if properties.valid_until is not None and properties.valid_until < today:
        return Standing.EXPIRED
    return Standing.IN_FORCE


def in_period(ranked: Sequence[Ranked], asked: Asked, today: date) -> Found:
    """What was found at any time, split into evidence of the time asked about and what stands beside it.

    Where nothing of the past bears on the matter, the present is the evidence, with nothing beside it.
    """
    of = {item.candidate.passage.id: standing(item.candidate, today) for item in ranked}
    now = tuple(item for item in ranked if of[item.candidate.passage.id] is Standing.IN_FORCE)
    others = tuple(item for item in ranked if of[item.candidate.passage.id] is not Standing.IN_FORCE)
    past = tuple(item for item in others if of[item.candidate.passage.id] in PAST and asked.fits(item.candidate))
    if asked.period is not Period.PAST:
        return Found(now, others)
    return Found(past, now) if as_near(past, now) else Found(now)


def as_near(ranked: Sequence[Ranked], evidence: Sequence[Ranked]) -> tuple[Ranked, ...]:
    """All of `ranked` when the nearest of them is as near to the question as the evidence in its language."""
    if not ranked:
        return ()
    first = max((item.candidate for item in ranked), key=lambda source: source.dense)
    rivals = [item.candidate for item in evidence if item.candidate.passage.language == first.passage.language]
    near = first.dense >= max((source.dense for source in rivals), default=0.0) - _AS_NEAR
    return tuple(ranked) if near else ()


def notices_of(citations: Sequence[Citation], others: Sequence[OtherTime], asked: Asked) -> tuple[Notice, ...]:
    """What has to be said about the time that an answer, or its lack, is of."""
    notices: list[Notice] = []
    if any(cited.superseded or cited.expired for cited in citations):
        notices.append("superseded-asked")
    elif citations and asked.period is Period.PAST:
        notices.append("earlier-not-found")
    if any(other.standing in PAST for other in others):
        notices.append("no-longer-applies")
    if any(other.standing is Standing.COMING for other in others):
        notices.append("coming")
    return tuple(notices)


def with_successors(
    citations: Sequence[Citation], found: Sequence[Found], in_place_of: Successors
) -> tuple[Citation, ...]:
    """The citations, those of superseded documents with the title of what was found to stand in their place."""
    replaced = {cited.document_id for cited in citations if cited.superseded}
    if not replaced:
        return tuple(citations)
    titles = successors(replaced, found, in_place_of)
    return tuple(
        cited.model_copy(update={"replaced_by": titles.get(cited.document_id, "")}) if cited.superseded else cited
        for cited in citations
    )


def successors(replaced: Collection[str], found: Sequence[Found], in_place_of: Successors) -> dict[str, str]:
    """The titles of what stands in the place of these documents, where it was found: only what the asker may see is.

    The registry says what does: a document that merely says so of itself may not have been confirmed.
    """
    sources = (item.candidate for one in found for item in (*one.ranked, *one.beside))
    titles = {each.passage.document_id: each.properties.title for each in sources}
    return {old: titles[new] for old, new in in_place_of(replaced).items() if new in titles}


def other_time(source: Candidate, found: Found, today: date, in_place_of: Successors) -> OtherTime:
    """The source's document, to be named; what replaced it is looked for in `found`."""
    properties, stands, id_ = source.properties, standing(source, today), source.passage.document_id
    replaced_by = successors([id_], [found], in_place_of) if stands is Standing.SUPERSEDED else {}
    return OtherTime(
        document_id=source.passage.document_id,
        title=properties.title,
        kind=properties.kind,
        owner=properties.owner,
        reference=properties.reference,
        standing=stands,
        day=properties.valid_from if stands is Standing.COMING else ended(source),
        replaced_by=replaced_by.get(id_, ""),
    )
