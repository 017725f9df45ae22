"""Whether a sentence speaks of one person, and not of a rule for anybody."""

import re
from bisect import bisect_left
from collections.abc import Sequence

_SOMEONE = re.compile(
    r"\b(?:hon|han|hen|henne|honom|hennes|hans|she|he|her|his|him|jag (?:är|har|fick|blev|var|går|lider)|"
    r"mitt konto\w*|mitt kort|"
    r"i(?:['’]m| am| have|['’]ve| was| got)|(?:min|mitt|vår|my|our) (?:fru|man|son|dotter|mamma|pappa|sambo|mor|far|"
    r"mormor|morfar|farmor|farfar|"
    r"kollega|chef|lärling|praktikant|bror|syster|wife|husband|son|daughter|mother|father|partner|colleague|manager|"
    r"boss)|"
    r"(?:vår|hennes|hans|min|deras) (?:medarbetare|anställda|granne|vän|syster|bror|maka|make)|"
    r"year[- ]old|\d{1,2}-årig\w*|\d{1,3} år(?: gammal)?,|(?:flicka|pojke|kvinna|man),? \d{1,3} år|patienten|"
    r"klienten|sökanden|anmälaren|eleven|pat|boende \d{1,3}|"
    r"(?:för )?elev \w{1,6}-?\d{1,3}|the (?:patient|client|complainant|claimant|applicant))\b",
    re.IGNORECASE,
)
# Rules speak of "the employee" too; a statement about one has a verb of state, and no condition or duty.
_ONE_OF_THEM = re.compile(
    r"\b(?:medarbetaren|arbetstagaren|brukaren|kunden|hyresgästen|chauffören|föraren|läraren|barnet|pojken|flickan|"
    r"mannen|kvinnan|"
    r"kollegan|grannen|deltagaren|praktikanten|lärlingen|boenden|vikarien|personen|sonen|dottern|pappan|mamman|makan|"
    r"maken|exet|hustrun|"
    r"vårdtagaren|huvudmannen|gärningsmannen|vittnet|gästen|the employee|the driver|the tenant|"
    r"the resident)(?:, \d{1,3} år,)? "
    r"(?:\w{1,12} )?(?:har|hade|är|var|blev|fick|lider|led|drabbades|väntar|söker|sökte|går|gick|kom|uppger|klagar|"
    r"avtjänade|avtjänar|"
    r"inkom|tar|dömdes|greps|has|had|is|was|suffers)\b",
    re.IGNORECASE,
)
_A_RULE = re.compile(
    r"\b(?:om|när|ifall|den som|ska|skall|måste|bör|får|kan|krävs|rätt till|"
    r"if|when|whoever|must|shall|should|may|can)\b",
    re.IGNORECASE,
)
_ABBREVIATED = (
    r"(?<!\b[Pp]at)(?<!\b[Nn]r)(?<!\b[Dd]r)(?<!\b[Aa]ng)(?<!\bbl\.a)(?<!\bt\.ex)(?<!\bca)"
    r"(?<!\bv)(?<!\bf)(?<!\b[A-ZÅÄÖ])"
)
_SENTENCE_END = re.compile(rf"{_ABBREVIATED}[.!?]\s|\n")
_AROUND = 160
_NAMED = 0.85
_MEANT = 0.6
_JUST_BEFORE = 0.5


class Someone:
    """`persons` is where names and identity numbers stand in the text, in its order."""

    def __init__(self, text: str, persons: Sequence[int]) -> None:
        self._text = text
        self._persons = persons

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Where the sentence around [start, end) begins and ends; not further off than 160 characters."""
        begin = max(0, start - _AROUND)
        for stop in _SENTENCE_END.finditer(self._text, begin, start):
            begin = stop.end()
        stop_after = _SENTENCE_END.search(self._text, end, end + _AROUND)
        return begin, stop_after.start() if stop_after else min(len(self._text), end + _AROUND)

    def near(self, start: int, end: int) -> float:
        """How sure it is that the sentence speaks of one person; 0 where nothing says so."""
        return self._within(*self.sentence(start, end))

    def near_or_just_before(self, start: int, end: int) -> float:
        """Also where the sentence before it does, in the same paragraph, and this one is no rule."""
        begin, finish = self.sentence(start, end)
        sure = self._within(begin, finish)
        before = len(self._text[max(0, begin - _AROUND) : begin].rstrip(" \n.!?")) + max(0, begin - _AROUND)
        another = "\n\n" in self._text[before:begin] or before == 0
        if sure or another or _A_RULE.search(self._text, begin, finish):
            return sure
        return _JUST_BEFORE if self._within(*self.sentence(before, before)) else 0.0

    def named_before(self, start: int) -> float:
        """Whether somebody is named not long before, in whatever sentence."""
        first = bisect_left(self._persons, max(0, start - _AROUND))
        return _JUST_BEFORE if first < len(self._persons) and self._persons[first] < start else 0.0

    def named_after(self, end: int, as_what: re.Pattern[str]) -> float:
        """Whether the next sentence says whose it is."""
        stop = _SENTENCE_END.search(self._text, end, end + _AROUND)
        if stop is None:
            return 0.0
        finish = self.sentence(stop.end(), stop.end())[1]
        of_them = as_what.search(self._text, stop.end(), finish)
        return _MEANT if of_them and self._within(stop.end(), finish) else 0.0

    def _within(self, begin: int, finish: int) -> float:
        first = bisect_left(self._persons, begin)
        if first < len(self._persons) and self._persons[first] < finish:
            return _NAMED
        if _SOMEONE.search(self._text, begin, finish):
            return _MEANT
        of_one = _ONE_OF_THEM.search(self._text, begin, finish) and not _A_RULE.search(self._text, begin, finish)
        return _MEANT if of_one else 0.0
