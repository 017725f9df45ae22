"""The words by which a part of a lesson is known, in Swedish and English: headings, columns, first words."""

import re
import unicodedata

from knowledge.intake import LessonField

_NUMBERING = re.compile(r"^\s*(?:\(?\d{1,2}(?:\.\d{1,2})*[.):]?|[a-z][.)]|[ivx]{1,4}[.)])\s+", re.IGNORECASE)
_NOT_WORDS = re.compile(r"[^\w\s]+")

# The longest that fits decides, so that "lessons learned and recommendations" may say more than "lessons learned".
_HEADINGS: dict[LessonField, tuple[str, ...]] = {
    LessonField.TITLE: ("titel", "rubrik", "namn", "ärende", "title", "headline", "name", "subject", "lärdomens namn"),
    LessonField.WHAT_HAPPENED: (
        "vad hände", "vad som hände", "vad har hänt", "händelse", "händelsen", "händelseförlopp", "händelseförloppet",
        "beskrivning", "beskrivning av händelsen", "incidenten", "incident", "förlopp", "förloppet", "problem",
        "problemet", "problembeskrivning", "iakttagelse", "observation", "utfall", "resultat", "vad gick fel",
        "vad gick bra", "vad gick mindre bra",
        "what happened", "what went wrong", "what went well", "event", "the event", "course of events",
        "description", "issue", "problem description", "timeline", "outcome", "what we saw", "result", "results",
    ),
    LessonField.CONTEXT: (
        "bakgrund", "sammanhang", "kontext", "förutsättningar", "utgångsläge", "nuläge", "projekt", "om projektet",
        "i korthet", "sammanfattning", "inledning", "syfte", "omfattning", "situation", "läget",
        "background", "context", "setting", "situation before", "project", "about the project", "in brief",
        "summary", "executive summary", "introduction", "purpose", "scope", "where and when", "överblick", "overview",
    ),
    LessonField.CAUSE: (
        "orsak", "orsaker", "orsaken", "grundorsak", "grundorsaker", "rotorsak", "rotorsaker", "bakomliggande orsak",
        "bakomliggande orsaker", "varför", "varför hände det", "varför blev det så", "orsaksanalys", "analys",
        "cause", "causes", "root cause", "root causes", "root cause analysis", "why", "why it happened",
        "why did it happen", "contributing factors", "bidragande orsaker", "bidragande faktorer", "analysis",
    ),
    LessonField.LESSON: (
        "lärdom", "lärdomar", "lärdomen", "erfarenhet", "erfarenheter", "slutsats", "slutsatser", "insikt", "insikter",
        "vad vi lärde oss", "vad lärde vi oss", "vad har vi lärt oss", "det här lärde vi oss", "våra lärdomar",
        "viktigaste lärdomen", "viktigaste lärdomarna", "lesson", "lessons", "lesson learned", "lessons learned",
        "lessons learnt", "what we learned", "what we learnt", "what did we learn", "key takeaways", "takeaway",
        "takeaways", "conclusion", "conclusions", "insight", "insights", "key lessons", "experience", "learnings",
    ),
    LessonField.RECOMMENDATION: (
        "rekommendation", "rekommendationer", "rekommenderad åtgärd", "rekommenderade åtgärder", "åtgärd", "åtgärder",
        "förslag", "förslag till åtgärd", "förslag till åtgärder", "förbättringsförslag", "nästa gång", "nästa steg",
        "gör så här", "gör så här nästa gång", "råd", "råd till andra", "att göra nästa gång", "till nästa gång",
        "recommendation", "recommendations", "recommended action", "recommended actions", "action", "actions",
        "next time", "next steps", "what to do next time", "what we would do differently", "advice", "do this",
        "suggestion", "suggestions", "proposed actions", "corrective actions", "vad vi skulle göra annorlunda",
        "vad vi hade gjort annorlunda", "what we would have done differently",
        "for next time", "do differently", "gör annorlunda",
    ),
    LessonField.APPLIES_TO: (
        "gäller för", "gäller", "berör", "berörda", "målgrupp", "för vem", "vem berörs", "område", "områden",
        "tillämpas på", "tillämpning", "användningsområde", "process", "processer", "verksamhet", "avdelning",
        "applies to", "applicable to", "applicability", "audience", "target group", "who it is for",
        "who should read this", "area", "areas", "affected", "affects", "department", "gäller även",
    ),
    LessonField.EVIDENCE: (
        "underlag", "källa", "källor", "bevis", "belägg", "mätning", "mätningar", "mätvärden", "mätetal", "data",
        "referens", "referenser", "bilaga", "bilagor", "länk", "länkar", "statistik", "siffror",
        "evidence", "source", "sources", "proof", "measurements", "metrics", "reference", "references", "appendix",
        "appendices", "link", "links", "figures", "statistics", "numbers", "kpi", "kpier",
    ),
    LessonField.TAGS: (
        "taggar", "tagg", "etikett", "etiketter", "nyckelord", "ämnesord", "sökord", "ämne", "kategori", "kategorier",
        "tags", "tag", "label", "labels", "keyword", "keywords", "topic", "topics", "category", "categories",
    ),
    LessonField.LANGUAGE: ("språk", "language", "lang"),
    LessonField.HAPPENED_ON: (
        "datum", "när", "när hände det", "inträffade", "inträffat", "händelsedatum", "tidpunkt",
        "date", "when", "when did it happen", "happened on", "occurred", "date of event", "event date",
    ),
}  # fmt: skip
_SHEET_ONLY = frozenset({LessonField.HAPPENED_ON})

# How a paragraph without heading may begin, or what it may hold, to be known for what it is.
_BEGINNINGS: tuple[tuple[LessonField, re.Pattern[str]], ...] = (
    (
        LessonField.RECOMMENDATION,
        re.compile(
            r"^(?:till )?nästa gång\b|^(?:vi|jag) (?:rekommenderar|föreslår)\b|^rekommendationen är\b"
            r"|^(?:for )?next time\b|^(?:we|i) (?:recommend|suggest)\b|^our (?:recommendation|advice)\b"
            r"|^vårt råd\b|^mitt råd\b|^om vi gjorde om det\b|^if we did it again\b",
            re.IGNORECASE,
        ),
    ),
    (
        LessonField.LESSON,
        re.compile(
            r"^(?:vi|jag) (?:har )?lär(?:de|t) (?:oss|mig)\b|^(?:den viktigaste )?lärdomen (?:är|var|blev)\b"
            r"|^slutsatsen (?:är|var)\b|^(?:we|i) (?:have )?learn(?:ed|t)\b|^what we learn(?:ed|t)\b"
            r"|^the (?:main |most important )?lesson (?:is|was)\b"
            r"|^vi insåg\b|^we reali[sz]ed\b",
            re.IGNORECASE,
        ),
    ),
    (
        LessonField.CAUSE,
        re.compile(
            r"^(?:grund|rot)?orsaken (?:är|var|till)\b|^det(?:ta)? berodde på\b|^anledningen (?:är|var|till)\b"
            r"|^the (?:root )?cause (?:is|was|of)\b|^th(?:is|at) was because\b|^the reason (?:is|was|for)\b"
            r"|^it was caused by\b",
            re.IGNORECASE,
        ),
    ),
)


def _plain(words: str) -> str:
    """Lower case, without numbering and signs: "2.1 Vad hände?" and "VAD HÄNDE:" are the same."""
    folded = unicodedata.normalize("NFC", words).casefold().replace("_", " ")
    return " ".join(_NOT_WORDS.sub(" ", _NUMBERING.sub("", folded)).split())


_FIELD_OF = {_plain(words): part for part, listed in _HEADINGS.items() for words in listed}
_MAX_HEADING_WORDS = 8


def field_of_heading(words: str) -> LessonField | None:
    """The field that a heading of a write-up announces; None for one that says nothing about it.

    A longer heading counts by how it begins ("Orsaker till förseningen") or by both halves ("Lärdomar & slutsatser").
    """
    found = _best(_plain(words))
    return None if found in _SHEET_ONLY else found


def is_bare(words: str) -> bool:
    """Whether the words are a heading and nothing more, so that the field's own name says as much."""
    return _plain(words) in _FIELD_OF


def field_of_column(words: str) -> LessonField | None:
    """The field that a column of a sheet seems to hold."""
    return _best(_plain(words))


def field_of_beginning(paragraph: str) -> LessonField | None:
    """The field that a paragraph belongs to by its first words ("Nästa gång bör vi ...")."""
    return next((part for part, begins in _BEGINNINGS if begins.search(paragraph.strip())), None)


def _best(plain: str) -> LessonField | None:
    words = plain.split()
    if not 0 < len(words) <= _MAX_HEADING_WORDS:
        return None
    for length in range(len(words), 0, -1):
        found = _FIELD_OF.get(" ".join(words[:length]))
        # One word in front of others says little: "Problem solving skills" is no heading of an event.
        if found is not None and (length == len(words) or length > 1 or words[1] in _JOINING):
            return found
    return None


_JOINING = frozenset(
    {"och", "till", "för", "av", "i", "från", "bakom", "and", "of", "for", "to", "from", "in", "behind"}
)
