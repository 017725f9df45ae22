"""Swedish or English: the language of a question or a document, by its commonest words, letters and endings."""

import re
from collections.abc import Iterable
from typing import Literal

Language = Literal["sv", "en"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SAMPLE_WORDS = 2000


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The words that carry a sentence in one language and are rare or absent in the other ("men", "under", "vi" and the
# like are left out of a list where they are words of both). Swedish ones are also given without their dots and rings.
_SWEDISH = _words_of(
    """
    och att det som en ett är för på med till av om inte den har de jag kan ska skall vid eller från vad var när
    hur vem vilka vilken vilket vilkas varför vart då så detta denna dessa sig sin sitt sina oss vi ni du han
    hon man mig dig honom henne hans hennes deras vår vårt våra er ert era mitt min mina din ditt dina blir bli
    blev måste får fick bör borde kunna vara varit hade ha haft göra gör gjort gäller gälla finns fanns behöver
    behövs under över efter innan mellan utan genom hos enligt samt eftersom därför men också även bara redan
    alla allt andra annan annat varje någon något några ingen inget inga mycket många mer mest mindre här där
    hit dit ej icke upp ut ner mot åt än sedan nu dock både antingen varken ur oss låt säga sker tar ta ger ge
    går gå kommer komma vill vilja skulle vore enligt rätt fel ny nya nytt vår hjälp fråga ansvarar ansvarig
    ansvar använda använder används lägga skicka ringa hitta betyder innebär heter kostar dagar veckor månader
    hur länge ofta kontakta anmäler anmäla söka ar pa nar da sa nagon nagot nagra vart vara maste bor behover
    far gor over aven darfor har dar at an lagga for
    """
)
# Norwegian and Danish are read as Swedish, which is the nearer of the two.
_NORDIC = _words_of(
    """
    hva hvad hvem hvor hvordan hvorfor hvilken hvilke hvilket når hvornår ikke jeg vi kan må skal og på til af av fra et
    en er som bliver blir lenge længe mye meget noen nogen mitt mit vår vores deres hos uten uden etter efter
    """
)
_ENGLISH = _words_of(
    """
    the of and to is are was were be been being that this these those it its with for on at by from as an or not
    what when where who whom whose which why how do does did done doing have has had having can could may might
    must shall should will would i you he she we they me him her us them my your his our their there here if
    than then but because about into through during before after above below between out off again once all any
    both each few more most other some such only own same too very just also no nor per within without against
    need needs use used using get gets make makes take takes long much many often mean means allowed report ask
    tell find out put buy cost costs day days week weeks month months happens happen learned responsible approve
    approves approved
    """
)
_SWEDISH_ENDINGS = (
    "ning", "ningar", "ningen", "ningarna", "ande", "arna", "erna", "orna", "heten", "heter", "skap", "else",
    "elser", "lig", "ligt", "liga", "ade", "iska", "isk", "het", "tionen", "tioner", "et", "en", "ar", "or",
    "na", "as", "dor", "ras", "era", "erar", "ens", "ets", "tet", "iga", "ska", "an",
    "er",
)  # fmt: skip
_ENGLISH_ENDINGS = (
    "ing", "ings", "tions", "ment", "ments", "ness", "ity", "ities", "ies", "ed", "ly", "able", "ible", "ship", "ful",
    "less", "ous", "ance", "ence", "ers", "ory", "ology", "cy", "ee", "sh", "ch", "th", "ght", "ure", "ive", "ize",
)  # fmt: skip
_SWEDISH_LETTERS = re.compile(r"[åäöæø]")
_SWEDISH_CLUSTERS = re.compile(r"sj|tj|kv|fj|^hj|gj|aa|kt|ff[aeiou]r")
_ENGLISH_CLUSTERS = re.compile(r"th|wh|ou|ow|ea|ee|oo|qu|ck[^aeiou]|w|^c[aou]|y$|'s$|n't$")


def common_words(words: Iterable[str], language: Language) -> frozenset[str]:
    """Those of the words, in lower case, that carry sentences in the language whatever they are about."""
    return frozenset(words) & (_SWEDISH if language == "sv" else _ENGLISH)


def detect_language(text: str, default: Language = "en") -> Language:
    """The language most of `text` is in; `default` when nothing tells (a number, a name)."""
    score = sum(_swedishness(word) for word in _WORD.findall(text.lower())[:_SAMPLE_WORDS])
    if score == 0:
        return default
    return "sv" if score > 0 else "en"


def _swedishness(word: str) -> float:
    """Above 0 speaks for Swedish, below for English. A whole word tells more than its letters or its ending."""
    in_swedish, in_english = word in _SWEDISH or word in _NORDIC, word in _ENGLISH
    if in_swedish != in_english:
        return 3.0 if in_swedish else -3.0
    if in_swedish:
        return 0.0
    score = 2.5 if _SWEDISH_LETTERS.search(word) else 0.0
    if len(word) > 3:
        score += 0.6 if _SWEDISH_CLUSTERS.search(word) else 0.0
        score -= 0.6 if _ENGLISH_CLUSTERS.search(word) else 0.0
        score += 0.5 if word.endswith(_SWEDISH_ENDINGS) else 0.0
        score -= 0.5 if word.endswith(_ENGLISH_ENDINGS) else 0.0
    return score
