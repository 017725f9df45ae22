"""Sentences in documents that give orders to whatever program reads them, rather than tell a person something.

They are data as all text is, and may be read in the document. They are kept out of answers, and out of what a
language model is given, unless the question is about such things.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.evidence.found import Draft, Found, Quote
from assistant.evidence.selector import EvidenceSelector, Selection
from assistant.evidence.units import Unit
from assistant.llm.protocol import TokenCount
from assistant.understand import Understanding
from assistant.writers.protocol import Writer
from knowledge.documents import Passage
from knowledge.index.protocol import Candidate
from knowledge.sentences import split

_OMITTED = "[…]"

_MODEL = (
    r"(?:ai|llm|gpt|copilot|(?:ai[- ]?)?(?:assistant|chatbot|agent)|(?:ai|large language|language)[- ]model|ai system"
    r"|(?:ai-?)?(?:assistent|chattbot|agent)|(?:ai-|språk)modell)(?:s|en|er|erna|n)?"
)
_YOUR_ANSWER = r"your (?:\w+ )?(?:answer|response|reply|output)\b"
_DITT_SVAR = r"(?:ditt (?:\w+ )?svar|dina (?:\w+ )?svar|din (?:\w+ )?sammanfattning)\b"
# Where an order may begin: a mention such as "you may ignore the rules above if ..." is none.
_ORDER = r"(?:^|[.:;!?,\"'”’*>(\[–—-]\s*|\b(?:please|now|then|and|must|kindly|vänligen|nu|och|måste|ska|skall)\s+)"
_ALTER = (
    r"(?:add|append|augment|include|insert|integrate|incorporate|modify|enhance|end|begin|start|finish|conclude|prefix"
    r"|replace|remove|scramble|anagram|jumble|misspell|substitute|convert|rearrange|group|combine|introduce|render"
    r"|translate|embed|merge|blend|fuse|weave|use|provide|give|write|make)"
)
_ALTER_SV = (
    r"(?:lägg (?:till|in)|inkludera|infoga|avsluta|börja|inled|skriv|ersätt|byt|ta med|nämn|ändra|formulera|översätt"
    r"|kasta om|blanda|stava|ta bort|väv in|låt|gör)"
)
_SAY = r"(?:answer|reply|respond|say|write|output|print|svara|svarar|säg|skriv|skriver|skriva)"
_ENDING = (
    r"(?:end|ends|close|begin|start|open|avsluta|avslutar|inled|inleda|börja|börjar)\b[^.!?]{0,30}\b"
    r"(?:answers?|repl(?:y|ies)|responses?|svar(?:et|en)?)\b[^.!?]{0,10}\b(?:with|by|med)\b[^.!?]{0,12}\b(?:words?|sentence|phrase|link|ordet|orden|meningen"
    r"|frasen|länken?)\b"
)
# A word in capitals to be said is no abbreviation of the organisation's: those are short.
_SHOUTED = rf"(?:{_SAY})\b(?:[^.!?]{{0,20}}\b(?:word|ordet|orden|words))?(?: \w+){{0,2}}? (?-i:[A-ZÅÄÖ]{{7,}})\b"
_PATTERNS: Sequence[str] = (
    # Away with what was said before.
    _ORDER + r"(?:ignore|disregard|forget|override|bypass|overrule)\b(?:\W+\w+){0,4}?\W+"
    r"(?:previous|prior|above|earlier|preceding|existing|all|any|your|other|system)\b(?:\W+\w+){0,3}?\W+"
    r"(?:instruction|prompt|guideline|rule|context|question|command|direction|passage|source|message)s?\b",
    _ORDER + r"(?:ignorera|bortse från|glöm(?! inte)|strunta i|åsidosätt)\b(?:\W+\w+){0,3}?\W+"
    r"(?:tidigare|föregående|ovanstående|alla|allt|dina|övriga|din)\b(?:\W+\w+){0,3}?\W+"
    r"(?:instruktion|anvisning|reg(?:el|ler)|fråg|prompt|källor|direktiv|kommando|order|systemprompt)\w*",
    # The same in the languages of the neighbours.
    _ORDER + r"(?:ignorer|glem|se bort fra|ignoriere?|vergiss|unohda|ohita|ignorez|oubliez)\b(?:\W+\w+){0,3}?\W+"
    r"(?:tidligere|forrige|all[ets]?|dine|reglene|vorherigen|deine|aiemmat|kaikki|toutes|tes|vos)\b(?:\W+\w+){0,3}?\W*"
    r"(?:instruksjon|instruktion|instruks|regle|anweisung|regel|ohje|sääntö|instruction|règle|consigne)\w*",
    r"(?:^|[\[(<#*-]\s*)(?:new|updated|system|admin|developer|nya|system|utvecklar)[- ]?"
    r"(?:instructions?|override|prompt|message|instruktion(?:er)?|meddelande)\s*[:>\])]",
    # A new role.
    r"\byou are now (?:(?:a|an|the) (?:[\w-]+ ){0,3}(?:assistant|ai|bot|chatbot|model|agent|pirate|poet|hacker"
    r"|terminal|interpreter)|in \w+ mode|unrestricted|free (?:of|from)|no longer bound|dan)\b",
    r"\bdu är (?:nu|från och med nu|hädanefter) (?:(?:en|ett) (?:[\w-]+ ){0,3}(?:assistent|ai|bot|chattbot|modell|agent"
    r"|pirat|poet|hackare|tolk)|i \w+läge|obegränsad|fri från|inte längre bunden)\b",
    r"\b(?:from now on,? you (?:are|will|must)|från och med nu (?:är|ska|måste|svarar) du)\b",
    _ORDER + r"(?:act|agera|pretend|roleplay|låtsas)\b(?:\W+\w+){0,4}?\W+" + _MODEL + r"\b",
    rf"\b(?:as|if you are|som|om du är) (?:an? |the |en |ett )?{_MODEL}(?:,| (?:you|du|ska du|måste du))",
    # Addressed to a program.
    r"\b(?:to|for|attention|dear|hey|hello|till|hej|obs),? (?:the |any |all |every |dig som är (?:en )?|den |alla )?"
    + _MODEL
    + r"(?: (?:reading|that|who|which|processing|som)\b[^:.]{0,40})?\s*[:!]",
    rf"^\W*(?:{_MODEL}|assistant|assistent)\s*[:!,]\s*(?:please |you |du )?(?:must |ska |måste )?"
    r"(?:ignore|say|tell|answer|respond|write|add|ignorera|säg|svara|skriv|lägg|berätta)\b",
    # A program that is spoken of, and told the words of its answers.
    rf"\b{_MODEL}\b[^.!?]{{0,20}} (?:must|should|shall|has to|is to|ska|skall|måste|bör)\b[^.!?]{{0,80}}?"
    rf"(?:{_ENDING}|{_SHOUTED})",
    _ORDER + _SHOUTED,
    r"\b(?:every|each|all|varje|alla) (?:answers?|repl(?:y|ies)|responses?|svar)\b[^.!?]{0,30}\b(?:word|words|ordet"
    r"|orden)\b",
    # What the answer is to look like.
    _ORDER + _ALTER + rf"\b[^!?]{{0,160}}\b{_YOUR_ANSWER}(?! to (?:an?|the|each|every|any|our|your|customers)\b)",
    rf"\b(?:in|at the end of|with) {_YOUR_ANSWER}, (?:\w+ly )?(?:suggest|tease|mention|say|state|include|add|write|use"
    r"|recommend|tell|promote|claim|refer|link)\b",
    rf"\b{_YOUR_ANSWER}\s+(?:must|should|has to|shall)\s+(?:\w+ )?(?:contain|include|begin|start|end|consist|be in"
    r"|mention|say|embody)\b",
    _ORDER + _ALTER + r"\b[^.!?]{0,40}\b(?:(?:every|each) \w+ letter|vowels|letters (?:of|with)|words in your message"
    r"|your message using)\b",
    _ORDER + _ALTER_SV + r"\b[^.!?]{0,40}\b(?:var\w* \w+ bokstav|vokaler\w*|bokstäver\w* (?:i|med))\b",
    _ORDER + _ALTER_SV + rf"\b[^!?]{{0,160}}\b{_DITT_SVAR}",
    rf"\bi {_DITT_SVAR},? (?:ska|måste|skall) du\b|\b{_DITT_SVAR} (?:ska|måste|skall) (?:\w+ )?"
    r"(?:innehålla|börja|avslutas?|inledas|bestå|nämna|sluta|vara på)\b",
    _ORDER + r"(?:answer|respond|reply|say|output|print)\b (?:only|instead|exactly|every question|all questions)\b",
    _ORDER + r"(?:respond|reply|answer) (?:only )?(?:with|in) (?:the (?:word|text|phrase|sentence)|exactly|\")",
    _ORDER
    + r"svara (?:sedan |därefter |nu )?(?:endast|bara|enbart|i ?stället|alltid|på alla frågor) (?:med|att|på \w+ska)\b",
    # What the asker is not to see.
    _ORDER + r"(?:reveal|print|repeat|output|disclose|leak|skriv ut|avslöja|upprepa|visa)\b(?:\W+\w+){0,3}?\W+"
    r"(?:system ?prompt\w*|your (?:\w+ )?(?:instructions|prompt|rules)|dina (?:\w+ )?(?:instruktioner|regler))\b",
    r"\b(?:do not|don['’]t|never) (?:tell|inform|let) the (?:user|asker|person asking)\b.*\b(?:this|that|about|know)\b",
    r"\b(?:berätta|säg|nämn|avslöja) (?:inte|aldrig)\b[^.]{0,30}\b(?:för|till) (?:användaren|den som frågar)\b",
    # Code to be carried on.
    r"\b(?:following|subsequent|below) code (?:snippet|block|excerpt|section)\b[^.!?]{0,80}\byour\b",
    r"\byour (?:code|codebase|algorithm|implementation)\b[^.!?]{0,80}\b(?:following|subsequent|below) code\b",
    # A prompt's own punctuation.
    r"<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|\[/?inst\]|<</?sys>>|</?(?:system|instructions?)>"
    r"|^#+ ?(?:system|instructions?|assistant)\s*:",
)
_INSTRUCTION = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
# One of these stands in whatever the patterns find; 8 % of the sentences of an encyclopedia have one, and the search
# is five times as fast.
_TRIGGERS = (
    *("ignor", "disregard", "forget", "overrid", "bypass", "overrul", "bortse", "glöm", "strunta", "åsidosätt"),
    *("instruct", "instruk", "prompt", "message", "meddelande", "you are now", "du är ", "now on", "med nu"),
    *("assist", "bot", "agent", "model", "llm", "gpt", "copilot", "an ai", "en ai", "as ai", "to ai", "till ai"),
    *("ai:", "ai,", "ai!", "ai ", "your ", "ditt ", "dina ", "din ", "answer", "respond", "reply", "svara"),
    *("say ", "output", "print", "skriv ut", "the user", "asker", "asking", "användaren", "frågar", "code", "<"),
    *("inst]", "system", "override", "write", "skriv", "säg "),
    *("glem", "se bort", "vergiss", "unohda", "ohita", "oubliez"),
)
# Cyrillic and Greek letters that are drawn as Latin ones, and stand in Latin words to hide them.
_LOOK_ALIKES = str.maketrans(
    "аеіјорсухѕԁһԛԝАВЕІЈКМНОРСТУХЅαορνικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeijopcyxsdhqwABEIJKMHOPCTYXSaopvikABEZHIKMNOPTYX",
)
_MENTION = re.compile(r"[\"”“«][^\"”“»]{1,200}[\"”“»]")
_LEAST_WORDS_AROUND = 4
_ABOUT = re.compile(
    r"\bprompt|\bjailbreak|\binjection|\binjektion|\b(?:ignor|disregard|bortse)\w*\b.{0,40}\b(?:instru|rule|regel|regler)|"
    rf"\b(?:instruktion|instruction|anvisning|order)\w*\b.*\b{_MODEL}\b|"
    rf"\b{_MODEL}\b.*\b(?:instruktion|instruction|anvisning|order)",
    re.IGNORECASE,
)


def is_instruction(sentence: str) -> bool:
    """Whether it tells a program what to do; one that only quotes such words among others does not."""
    plain = sentence if sentence.isascii() else _legible(sentence)
    folded = plain.casefold()
    if not any(trigger in folded for trigger in _TRIGGERS):
        return False
    plain = " ".join(plain.split())
    around = _MENTION.sub(" ", plain)
    return bool(_INSTRUCTION.search(around if len(around.split()) >= _LEAST_WORDS_AROUND else plain))


def asks_about_instructions(question: str) -> bool:
    """One that is such an order itself is not about it, and is not to be answered with the orders of documents."""
    return bool(_ABOUT.search(question)) and not is_instruction(question)


def without_instructions(source: Candidate) -> str:
    """The passage's text with each such place left out, and seen to be."""
    text, end = "", 0
    for start, stop in _places(source.passage):
        text, end = text + source.passage.text[end:start] + _OMITTED, stop
    return text + source.passage.text[end:]


@dataclass(frozen=True, slots=True)
class OnlyData:
    """A selector that passes such sentences over."""

    selector: EvidenceSelector

    def select(self, question: Understanding, found: Found) -> Selection:
        selection = self.selector.select(question, found)
        if asks_about_instructions(question.question):
            return selection
        passages = {scored.unit.source.passage.id: scored.unit.source.passage for scored in selection.units}
        places = {id_: _places(passage) for id_, passage in passages.items()}
        units = [scored for scored in selection.units if not _stands_in(places, scored.unit)]
        return replace(selection, units=tuple(units))


@dataclass(frozen=True, slots=True)
class NoOrders:
    """A writer whose sentences that are such an order, or rest on one, lose their quotes and thereby their support."""

    writer: Writer

    @property
    def name(self) -> str:
        return self.writer.name

    def write(self, question: Understanding, selection: Selection, tokens: TokenCount) -> Iterator[Draft]:
        asked = asks_about_instructions(question.question)
        for draft in self.writer.write(question, selection, tokens):
            yield draft if asked or not carries_instruction(draft) else replace(draft, quotes=())


def carries_instruction(draft: Draft) -> bool:
    """Whether a proposed sentence is such an order, or rests on one."""
    if is_instruction(draft.text):
        return True
    places = {quote.source.passage.id: _places(quote.source.passage) for quote in draft.quotes}
    return any(_stands_in(places, quote) for quote in draft.quotes)


def _legible(text: str) -> str:
    """Without characters that are not seen, and with look-alike forms of letters in their plain one."""
    seen = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return seen.translate(_LOOK_ALIKES)


def _places(passage: Passage) -> list[tuple[int, int]]:
    """[start, end) in the passage's text: from the order to the end of its paragraph, which goes on with it."""
    places: list[tuple[int, int]] = []
    for start, end in split(passage.text, passage.language):
        if (not places or start >= places[-1][1]) and is_instruction(passage.text[start:end]):
            stop = passage.text.find("\n", end)
            places.append((start, stop if stop >= 0 else len(passage.text)))
    return places


def _stands_in(places: Mapping[str, Sequence[tuple[int, int]]], words: Unit | Quote) -> bool:
    passage = words.source.passage
    start, end = words.start - passage.start, words.end - passage.start
    return any(start < stop and begin < end for begin, stop in places[passage.id])
