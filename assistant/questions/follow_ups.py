"""A follow-up as a question that stands alone, by rules.

"Och för konsulter?" asks the question before once more about somebody else: what it names takes the place of its like.
Where nothing of the kind is found, the question before is quoted: "Om ”Får jag spela in ett möte”: vem godkänner det?"
"""

import re
from collections.abc import Sequence

from assistant.questions.names import Name, names
from knowledge.language import Language, detect_language

_CONJUNCTION = r"(?:(?:och|men|ok(?:ej)?|då|så|so|and|but|then)\b[\s,]*)*"
_OPENER = re.compile(
    rf"^{_CONJUNCTION}"
    r"(?:(?:hur är det (?:då )?med|hur blir det (?:då )?(?:med|för)|vad gäller(?: då)?(?= för)|vad händer då|"
    r"what about|how about|what if|gäller (?:det|detta|samma sak)(?: också| även)*|"
    r"(?:does|do|is|are) (?:it|that|this|the same)(?: also)? (?:apply|true|valid)(?: also)?(?: to)?)\b[\s,]*)?"
    r"(?:även\b\s*)?",
    re.IGNORECASE,
)
_FILLER = re.compile(r"[\s,]+(?:då|också|i så fall|then|too|as well|also)$", re.IGNORECASE)
_BACK = re.compile(
    r"^(?:och |and )?(?:för att (?:återgå|gå tillbaka)|tillbaka|going back|back) (?:till|to) (?P<topic>[^:,.?]+)"
    r"(?:[:,.]\s*(?P<rest>.*))?$",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(
    r"\b(?:vad|vem|vems|vilk\w+|var|vart|när|hur|varför|what|who|whom|whose|which|where|when|how|why)\b", re.IGNORECASE
)
_ASKS_BY_VERB = re.compile(
    r"^(?:får|kan|ska|skall|måste|bör|behöver|är|har|finns|gäller|krävs|vill|kommer|var|blir|may|can|must|shall|should|"
    r"do|does|did|is|are|was|were|has|have|will|would|could)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:den|det|de|dem|dom|dess|deras|denna|detta|dessa|där|dit|densamma|han|hon|honom|henne|hans|hennes|"
    r"it|its|that|this|these|those|they|them|their|there|he|she|him|his|her|hers)\b",
    re.IGNORECASE,
)
# "det" in these refers to nothing said before, when the question goes on to say what is meant.
_EMPTY_SUBJECT = re.compile(
    r"\b(?:finns det|är det|det finns|det är|gäller det|går det|krävs det|kostar det|tar det|behövs det|is it|it is|"
    r"does it take|is there|are there|there is|there are)\b(?P<after>.*)",
    re.IGNORECASE,
)
_STEP = re.compile(
    r"\b(?:(?P<ordinal>första|andra|tredje|fjärde|femte|sjätte|sjunde|åttonde|first|second|third|fourth|fifth|sixth|"
    r"seventh|eighth) (?P<of>steget|punkten|step|point)|(?P<what>steg|punkt|step|point) \d+)\b",
    re.IGNORECASE,
)
_ORDINALS = {
    word: number
    for words in (
        "första andra tredje fjärde femte sjätte sjunde åttonde",
        "first second third fourth fifth sixth seventh eighth",
    )
    for number, word in enumerate(words.split(), start=1)
}
_PREPOSITION = (
    r"(?:i|på|för|till|av|från|med|hos|vid|om|inom|under|när|efter|före|in|at|for|to|by|from|of|with|on|if|when|after|"
    r"before|within)"
)
_SAME_MEANING = {"i": "in", "in": "i", "för": "for", "for": "för", "till": "to", "to": "till"}
_PERSON = (
    r"(?:(?:an?|the|en|ett|alla|all|every)\s+)?(?:(?:team|department|country|project|hired|new|system|data|pilot)\s+)?"
    r"\w*(?:chef|managers?|heads?|konsult|consultants?|anställd|medarbetare|employees?|lärling|apprentices?|praktikant|"
    r"trainees?|sponsor|ägare|owners?|leverantör|suppliers?|personal|staff|users?|användare)(?:er|erna|en|ar|arna|a|s)?"
)
_CODE = re.compile(r"\b[A-ZÅÄÖ]{1,3}\d{1,2}\b")
_LABELLED = re.compile(r"^(?P<label>[^\W\d_]{3,}) (?P<value>\w{1,3})$")
# "Hur länge sparas | revisionsloggen": in Swedish what is asked about comes right after the verb.
_VERB_THEN_THING = re.compile(
    r"^(?P<asks>(?:hur (?:många|mycket) \w+ \w+|hur \w+(?: tid)? (?:är|\w+s|tar|gäller|kostar)|"
    r"(?:vad|vem|vilka|när|var) (?:är|äger|betyder|innebär|kostar|ingår i|\w+s|godkänner|ansvarar för|gäller för))"
    r"(?: (?:jag|man|vi|du))?) (?P<thing>[^?,]+)$",
    re.IGNORECASE,
)
_THING_THEN_VERB = re.compile(
    r"^(?P<asks>(?:how \w+|when|where|what|who) (?:is|are|was|were|does|do|did)) (?P<thing>[^?,]+?) "
    r"(?P<verb>mean|cost|take|last|run|apply|kept|stored|reviewed|renewed|approved|measured|deleted)$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^(?:Om|About) [”“](?P<topic>.+)[”“]: (?P<question>.+)$")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_LONG_QUESTION_WORDS = 10
_FRAGMENT_WORDS = 5
_THING_WORDS = 3
_TOPIC_CHARS = 300
_OWN_TOPIC_WORDS = 3
_EMPTY_WORDS = frozenset(
    _WORD.findall("""
    och att det som en ett är för på med till av om inte den de dem har jag kan ska skall vid eller från vad var när
    hur vem vilka vilken vilket varför så detta denna dessa sig vi ni du man får måste bör gör göra gäller finns i under
    then då behöver efter innan inom länge lång tid tar många mycket ofta han hon honom henne
    the of to is are was for on at by from as an a or what when where who which why how do does did can may must should
    will would i you we they it this that these those there be in with if my our your and any some has have need long
    many much often time take takes within he him she her he his
    """)
)


def is_follow_up(question: str) -> bool:
    """Whether a question leans on the one before: it opens like one, points back, or is a mere fragment.

    Conservative: a long question stands alone whatever its pronouns, for the words it has are enough to search by.
    """
    words = _WORD.findall(question)
    if _BACK.match(question):
        return True
    if len(words) > _LONG_QUESTION_WORDS:
        return False
    opener = _OPENER.match(question)
    if opener is not None and opener.group().strip():
        return not _asks_by_itself(question[opener.end() :])
    content = _content(question)
    if not content or (_STEP.search(question) and len(content) <= _OWN_TOPIC_WORDS):
        return True
    if len(words) <= _FRAGMENT_WORDS and re.match(rf"{_PREPOSITION} (?:what|which|whom|vilk|vad|vem)", question, re.I):
        return True
    return _points_back(question) and len(content) <= _OWN_TOPIC_WORDS


def standalone(question: str, earlier: Sequence[str], language: Language) -> str:
    """The question with what it leaves out, from the conversation's standalone questions, oldest first."""
    if not earlier:
        return question
    if not is_follow_up(question):
        # Of a mere name ("S2?", "Konsulter?") only its like in the question before tells that it leans on that.
        said, topic = _lowered(_bare(question)), _topic(earlier[-1])
        short = len(said.split()) < _FRAGMENT_WORDS and _is_fragment(said)
        replaced = _named_replaced(said, topic) or _person_replaced(said, topic) if short else None
        return _ended(replaced) if replaced else question
    back = _BACK.match(question)
    if back is not None:
        return _returned(back, earlier, language)
    asked = _with_step_number(_FILLER.sub("", _bare(re.sub(_CONJUNCTION, "", question, count=1, flags=re.IGNORECASE))))
    named = asked[_opener_end(asked) :]
    topic = _topic(earlier[-1])
    replaced = _replaced(named, topic, language) if named and _is_fragment(named) else None
    return _ended(replaced) if replaced else about(topic, asked or _bare(question), language)


def quoted_topic(question: str) -> tuple[str, str]:
    """The earlier question that a standalone one quotes, "" where it quotes none, and the question without it."""
    match = _QUOTED.match(question)
    return (match["topic"], match["question"]) if match else ("", question)


def _returned(back: re.Match[str], earlier: Sequence[str], language: Language) -> str:
    """ "Och tillbaka till policyn: vem äger den?": the latest question that spoke of it is the topic again."""
    wanted = frozenset(_content(back["topic"].lower()))
    topics = [_topic(question) for question in reversed(earlier)]
    spoken = [topic for topic in topics if any(_same(word, other) for word in wanted for other in _content(topic))]
    rest = _bare(back["rest"] or "")
    if not spoken:
        return _ended(f"{back['topic']}: {rest}" if rest else back["topic"])
    return about(spoken[0], rest, language) if rest else _ended(spoken[0])


def _topic(earlier: str) -> str:
    """What an earlier question was about: itself; of one that quotes another, both, unless its own part is empty."""
    quoted = _QUOTED.match(earlier)
    if quoted is None:
        return _end_of(_bare(earlier))
    own = _bare(quoted["question"])
    first = quoted["topic"].split(" – ")[0]
    says_more = len(_content(own)) >= _OWN_TOPIC_WORDS and not _points_back(own)
    return f"{first} – {own}" if says_more else first


def _end_of(topic: str) -> str:
    """A long question's end, for what is asked comes after what is told."""
    return topic if len(topic) <= _TOPIC_CHARS else topic[-_TOPIC_CHARS:].split(" ", 1)[-1]


def _replaced(said: str, topic: str, language: Language) -> str | None:
    """The earlier question with the fragment in the place of its like; None where it has none."""
    if detect_language(topic, default=language) != language or " – " in topic:
        return None
    made = (
        _named_replaced(said, topic)
        or _person_replaced(said, topic)
        or _phrase_replaced(said, topic)
        or _thing_replaced(said, topic)
    )
    return made if made != topic else None


def _named_replaced(said: str, topic: str) -> str | None:
    """A code for a code (S1, S2), a label for a label (class A, class B), an acronym for one, a country for one."""
    codes, code = _CODE.findall(topic), _CODE.search(said)
    if code and len(set(codes)) == 1 and len(_content(said)) == 1:
        return topic.replace(codes[0], code.group())
    labelled = _LABELLED.match(said)
    if labelled and (found := re.search(rf"\b{re.escape(labelled['label'])} \w{{1,3}}\b", topic, re.IGNORECASE)):
        return topic[: found.start()] + said + topic[found.end() :]
    mine, its = names(f"x {said}"), names(topic)
    if len(mine) == 1 and len(_content(said)) == 1:
        alike = [name for name in its if _kind(name) == _kind(mine[0]) != "other"]
        if len(alike) == 1:
            return topic.replace(alike[0].text, mine[0].text)
    return None


def _kind(name: Name) -> str:
    if len(name.forms) > 1:
        return "country"
    return "acronym" if name.text.isupper() and len(name.text) > 1 else "other"


def _person_replaced(said: str, topic: str) -> str | None:
    who = re.fullmatch(rf"(?:(?:för|for|to)\s+)?(?P<who>{_PERSON})", said, re.IGNORECASE)
    whom = list(re.finditer(rf"(?<!\w){_PERSON}(?!\w)", topic, re.IGNORECASE))
    if who is None or len(whom) != 1:
        return None
    return topic[: whom[0].start()] + who["who"] + topic[whom[0].end() :]


def _phrase_replaced(said: str, topic: str) -> str | None:
    """ "in Norway" for "in Sweden" at the end; behind it where the question says nothing of the kind."""
    begins = re.match(rf"(?P<word>{_PREPOSITION})\s", said, re.IGNORECASE)
    if begins is None:
        return None
    word = begins["word"].lower()
    last = re.search(rf"\s{word}\s(?:(?!\s{_PREPOSITION}\s)[^,?])+$", topic, re.IGNORECASE)
    return f"{topic[: last.start()] if last else topic} {said}"


def _thing_replaced(said: str, topic: str) -> str | None:
    if (found := _VERB_THEN_THING.match(topic)) and len(found["thing"].split()) <= _THING_WORDS:
        return f"{found['asks']} {said}"
    if found := _THING_THEN_VERB.match(topic):
        return f"{found['asks']} {said} {found['verb']}"
    return None


def about(topic: str, question: str, language: Language) -> str:
    """The question behind a quotation of an earlier one."""
    if language == "sv":
        return _ended(f"Om ”{topic}”: {_lowered(question)}")
    return _ended(f"About “{topic}”: {_lowered(question)}")


def _is_fragment(said: str) -> bool:
    """Whether it names something and asks nothing of its own."""
    first = said.split(" ", 1)[0]
    asks = _QUESTION_WORD.search(said) is not None and first.lower() not in ("när", "when")
    return not asks and not _ASKS_BY_VERB.match(said) and not _points_back(said) and not _STEP.search(said)


def _asks_by_itself(said: str) -> bool:
    """ "Och vem är CISO?": a whole question about something that it names, without a word that points back."""
    own = [name for name in names(said) if _kind(name) != "country"]
    whole = _QUESTION_WORD.match(said) is not None
    return whole and bool(own) and not _points_back(said) and not _STEP.search(said) and len(_content(said)) <= len(own)


def _points_back(question: str) -> bool:
    if _POINTS_BACK.search(_EMPTY_SUBJECT.sub(" ", question)):
        return True
    empty = _EMPTY_SUBJECT.search(question)
    return empty is not None and "there" not in empty.group().lower() and len(_content(empty["after"])) <= 1


def _content(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word.lower() not in _EMPTY_WORDS]


def _same(one: str, other: str) -> bool:
    """Whether two words share a beginning that is most of both: "policyn", "policyer"."""
    shared = 0
    for left, right in zip(one.lower(), other.lower(), strict=False):
        if left != right:
            break
        shared += 1
    return shared >= max(4, max(len(one), len(other)) // 2)


def _with_step_number(said: str) -> str:
    def numbered(match: re.Match[str]) -> str:
        if not match["ordinal"]:
            return match.group()
        what = {"steget": "steg", "punkten": "punkt"}.get(match["of"].lower(), match["of"])
        return f"{what} {_ORDINALS[match['ordinal'].lower()]}"

    return re.sub(r"\b(?:the|det|den) (?=\w+ \d)", "", _STEP.sub(numbered, said))


def _opener_end(question: str) -> int:
    opener = _OPENER.match(question)
    return opener.end() if opener else 0


def _bare(text: str) -> str:
    return text.strip().rstrip("?!. ")


def _ended(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}?"


def _lowered(question: str) -> str:
    first = question.split(" ", 1)[0]
    plain_word = first[1:].islower() or first == "I" or len(first) == 1
    return question[:1].lower() + question[1:] if plain_word and first not in ("I",) else question
