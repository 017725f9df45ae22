"""Split Swedish and English text into sentences, by rules.

A stop before a small letter never ends a sentence. Before a capital or a digit it depends on the word it belongs to:
an abbreviation that always has a continuation ("t.ex."), one that may end a sentence ("m.m.", "kap. 3"), or one that
does so only before a word that sentences begin with ("U.S.", initials). Line breaks end one at blank lines, list items,
table rows and headings. Every look around a stop is bounded, so that the time is linear for any text.
"""

import re
from collections.abc import Iterator

Span = tuple[int, int]


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_OPENERS = "\"'”’“\u2018»«\u2039([{–—-"
_BULLETS = "•‣▪◦·●○■□►➢✓"
# A run of stops is one stop; possessive, so that a long run is read once.
_STOP = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»\u203a)\]}]*+(?:\[\d{1,3}\])*+(?=\s|$)")
_NUMBER_OR_LETTER = r"(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-zåäö]|[ivx]{1,5})"
LIST_MARKER = re.compile(rf"(?:[-–—*{_BULLETS}]|\(?{_NUMBER_OR_LETTER}[.)])\s", re.IGNORECASE)
_ENUMERATOR = re.compile(
    rf"(?:[-–*{_BULLETS}] )?\(?(?:(?:steg|step|fas|phase|del|part|kapitel|chapter|bilaga|annex) )?{_NUMBER_OR_LETTER}",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?:^|(?<=[\s(]))(?:[^\W\d_]{1,3}\. ){1,3}[^\W\d_]{1,4}$")
_DOTTED = re.compile(r"[^\W\d_]{1,3}(?:\.[^\W\d_]{1,4})+")
_ROMAN = re.compile(r"[IVX]{1,5}\b")
_WORD = re.compile(r"[^\W\d_]{1,30}")
_LOOK_AROUND = 40
# A wrapped line of running text is longer than this as a rule; a heading or a cell is shorter.
_SHORT_LINE_CHARS = 45

_NEVER_LAST = _words(
    """t.ex bl.a d.v.s dvs p.g.a s.k f.d fr.o.m t.o.m m.a.o i.o.m i.st n.b e.g i.e cf vs viz prof dr doc docent
    med.dr fil.dr tekn.dr jur.dr St mr mrs ms messrs"""
)
_NEVER_LAST_IN = {
    "sv": _words("ex jfr enl ang avs inkl exkl resp hr fr dir civ ing gm pga u.a fd sk"),
    "en": _words("eg approx incl excl rev gen col capt lt sgt gov sen rep mt hon"),
}
# These end a sentence before a capital, but not before the number they announce.
_BEFORE_NUMBERS = _words(
    """kap nr no nos s sid p pp art fig figs tab bil avsn mom st kl tel ca c:a cirka para sec sect ch vol ver v app eq
    ref max min prop dnr dec nov okt oct sept sep aug jul jun apr mar feb jan ed punkt mkr
    m.m mm osv o.s.v etc m.fl mfl o.d o.dyl kr tkr mnkr mdkr mdr milj tim sek mån"""
)
_LAST_BEFORE_A_STARTER = _words("inc ltd corp co jr sr bros al avd div dep dept est")
_STARTERS = _words(
    """den det de denna detta dessa där då du vi ni han hon jag man en ett om när för i på av med till från vid efter
    innan under enligt alla varje ingen inget inga som så men och eller dock därför dessutom även här hur vad vem vilka
    vilken vilket varför var ska kan får måste har är finns se läs kontakta samtliga andra vissa inom utan genom
    the this that these those it its we you they he she there here a an in on at by for from to with without of if when
    where while after before as all any each every no not but and or however therefore also both some most many other
    our your their his her what who which why how is are was were do does did can may must should will would see use
    please once since until during according although because then thus"""
)
_MONTHS = _words(
    """januari februari mars april maj juni juli augusti september oktober november december january february march may
    june july august october"""
)
_RUNS_ON = _words(
    """och eller samt för av på i med till från om att som en ett den det de vid inom under hos mot utan enligt
    and or of for the a an to in on with by from at as that which"""
)


def split(text: str, language: str = "") -> list[Span]:
    """The sentences of `text` as spans [start, end), in order, trimmed, together holding every non-space character.

    `language` is "sv" or "en"; anything else is read by the rules that the two share.
    """
    never_last = _NEVER_LAST | _NEVER_LAST_IN.get(language, frozenset())
    return [span for start, end in _blocks(text) for span in _sentences(text, start, end, never_last)]


def _blocks(text: str) -> Iterator[Span]:
    """Stretches that no sentence crosses: paragraphs, list items, table rows, headings."""
    start, position, previous = 0, 0, ""
    for line in text.splitlines(keepends=True):
        content = line.strip()
        if not _continues(previous, content):
            yield start, position
            start = position
        position += len(line)
        previous = content
    yield start, position


def _continues(previous: str, line: str) -> bool:
    """Whether a sentence may run on from one line into the next."""
    if not previous or not line or previous.endswith(":"):
        return False
    if " | " in previous or " | " in line or LIST_MARKER.match(line):
        return False
    if not line[0].isupper() or previous[-1] in ".!?…,;-–":
        return True
    last_word = previous[-_LOOK_AROUND:].rsplit(None, 1)[-1].lower()
    return len(previous) >= _SHORT_LINE_CHARS or last_word in _RUNS_ON


def _sentences(text: str, start: int, end: int, never_last: frozenset[str]) -> Iterator[Span]:
    begin = start
    for stop in _STOP.finditer(text, start, end):
        if _ends(text, (begin, end), stop, never_last):
            yield from _trimmed(text, begin, stop.end())
            begin = stop.end()
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    stretch = text[start:end]
    content = stretch.strip()
    if content:
        left = start + len(stretch) - len(stretch.lstrip())
        yield left, left + len(content)


def _ends(text: str, sentence: Span, stop: re.Match[str], never_last: frozenset[str]) -> bool:
    """Whether the sentence that begins at `sentence[0]` ends with this stop."""
    begin, end = sentence
    following = text[stop.end() : min(end, stop.end() + _LOOK_AROUND)].lstrip()
    if not following or following[0] in _BULLETS:
        return True
    following = following.lstrip(_OPENERS + " ")
    if following[:1].islower():
        return False
    if stop.group()[0] != "." or stop.group().startswith(".."):
        return True
    # The bound is on the look back; whatever is longer is no enumerator either.
    before = text[max(begin, stop.start() - _LOOK_AROUND) : stop.start()].lstrip()
    if _ENUMERATOR.fullmatch(before):
        return False
    return _may_be_last(_last_word(before), following, never_last)


def _last_word(before: str) -> str:
    """The word before a stop, abbreviations written with spaces ("t. ex") pulled together."""
    spaced = _SPACED.search(before)
    if spaced:
        return spaced.group().replace(" ", "")
    words = before.rsplit(None, 1)
    word = words[-1].lstrip(_OPENERS) if words else ""
    if "." not in word:  # "tim/mån", but not the end of an address
        word = word.rsplit("/", 1)[-1]
    return word.lstrip("0123456789") or word


def _may_be_last(word: str, following: str, never_last: frozenset[str]) -> bool:
    small = word.lower()
    first_word = _WORD.match(following)
    starter = first_word is not None and first_word.group().lower() in _STARTERS
    if small in never_last or word in never_last:
        return False
    if small in _BEFORE_NUMBERS:
        return not (following[:1].isdigit() or following[:1] == "§" or (not starter and _ROMAN.match(following)))
    if small in _LAST_BEFORE_A_STARTER or _DOTTED.fullmatch(word) or (len(word) == 1 and word.isupper()):
        return starter
    if word.isdigit() and len(word) <= 2:
        return first_word is None or first_word.group().lower() not in _MONTHS
    return True
