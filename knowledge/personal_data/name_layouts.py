"""Names that the layout gives away: a column of names, who speaks in a chat, a user name, the head of a card."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from knowledge.personal_data.findings import Finding, PersonalData, Reason
from knowledge.personal_data.name_lists import NameLists

_LETTERS = r"[^\W\d_]"
_NAME = rf"{_LETTERS}[^\W\d_.’'-]{{0,30}}(?:[.’'-]{{1,2}}[^\W\d_]{{1,30}}){{0,2}}\.?"
_CELL = re.compile(rf"{_NAME}(?:,? {_NAME}){{0,3}}")
_HEADED = re.compile(
    r"(?P<surely>för- och efternamn|förnamn|efternamn|tilltalsnamn|elev|patient|klient|brukare|boende|vårdnadshavare|"
    r"first name|last name|surname)|namn|medarbetare|anställd|handläggare|kontaktperson|ansvarig|deltagare|name|"
    r"employee|contact",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[|;\t]")
_SPEAKER = re.compile(
    rf"^[ >]{{0,3}}(?:chatt ?)?(?:\[?\d{{1,2}}[:.]\d\d(?::\d\d)?\]?:? )?(?P<name>{_NAME}(?: {_NAME})?):(?= |$)",
    re.MULTILINE | re.IGNORECASE,
)
_USER = re.compile(
    rf"(?<![\w@./\\-])@?(?P<name>(?P<given>[^\W\d_]{{2,15}})[._](?P<rest>{_LETTERS}{{1,20}}))(?![\w@/(-])(?!\.\w)"
)
_LOWER_PAIR = re.compile(r"(?<![\w@.-])(?P<given>[^\W\d_]{3,20})(?= (?P<rest>[^\W\d_]{2,20})(?![\w@]))")
_INTRODUCED = re.compile(
    r"\b(?:jag heter|mitt namn är|hej det är|hej,? det är|my name is|i am called) (?P<given>[^\W\d_]{2,20})(?![\w@-])",
    re.IGNORECASE,
)
_ALONE_ON_A_LINE = re.compile(
    rf"(?:\A|\n[ \t]*\n|^>|^\?{{3}} )[ \t]*(?P<name>[^\W\d_a-zåäö]{_LETTERS}{{1,20}}(?: [A-ZÅÄÖ]\.?)?(?: "
    rf"[^\W\d_a-zåäö][^\W\d_]{{1,20}}(?:-{_LETTERS}{{2,20}})?){{1,2}})[ \t]*$",
    re.MULTILINE,
)
_DIETS = re.compile(r"allergi|specialkost|kost:|kostlista|överkänslig", re.IGNORECASE)
_WHO_EATS = re.compile(r"(?:^|[:,;.] )(?P<name>[A-ZÅÄÖ][^\W\d_]{1,20})(?= \([a-zåäö]| [–-] [a-zåäö])")
_CARD_CHARS = 160


def find_in_layouts(text: str, lists: NameLists, contacts: Sequence[Finding]) -> Iterator[Finding]:
    """`contacts` are the mail and postal addresses and phone numbers found in the text, in its order."""
    yield from _in_columns(text, lists)
    yield from _speaking(text, lists)
    yield from _in_small_letters(text, lists)
    yield from _heading_cards(text, lists, contacts)
    yield from _in_lists_of_diets(text, lists)


def _in_columns(text: str, lists: NameLists) -> Iterator[Finding]:
    """ "Namn | Enhet", and under it what stands in the column; under "Ansvarig" roles stand as well,
    so it has to look like
    a name."""
    columns: dict[int, bool] = {}
    start = 0
    for line in text.split("\n"):
        if _SEPARATORS.search(line) is None:
            columns = {}
        else:
            cells = list(_cells(line))
            headed = {number: bool(is_one["surely"]) for number, is_one in _headers(cells)}
            for number, surely in () if headed else columns.items():
                at, cell = cells[number] if number < len(cells) else (0, "")
                if (
                    _CELL.fullmatch(cell)
                    and (surely or _looks_like_one(cell, lists))
                    and cell.casefold() not in lists.no_names
                ):
                    yield Finding(start + at, start + at + len(cell), PersonalData.NAME, 0.75, Reason.FORM)
            columns = headed or columns
        start += len(line) + 1


def _headers(cells: Sequence[tuple[int, str]]) -> Iterator[tuple[int, re.Match[str]]]:
    for number, (_, cell) in enumerate(cells):
        if header := _HEADED.fullmatch(cell):
            yield number, header


def _looks_like_one(cell: str, lists: NameLists) -> bool:
    words = cell.replace(",", "").split()
    return any(map(lists.is_certain, words)) or (lists.like_a_surname(words[-1]) and cell[0].isupper())


def _cells(line: str) -> Iterator[tuple[int, str]]:
    position = 0
    for cell in _SEPARATORS.split(line):
        yield position + len(cell) - len(cell.lstrip()), cell.strip()
        position += len(cell) + 1


def _speaking(text: str, lists: NameLists) -> Iterator[Finding]:
    """ "14:02 tova: ..."; a month that heads a line is none."""
    for match in _SPEAKER.finditer(text):
        first, *rest = match["name"].split()
        surname = (
            first[0].isupper() and not rest and lists.like_a_surname(first) and first.casefold() not in lists.no_names
        )
        if lists.is_certain(first) or surname:
            yield Finding(*match.span("name"), PersonalData.NAME, 0.65, Reason.FORM)


def _in_small_letters(text: str, lists: NameLists) -> Iterator[Finding]:
    """ "anna svensson" and "anna.svensson", as people type in a chat."""
    for match in _LOWER_PAIR.finditer(text):
        if match["given"].islower() and match["rest"].islower() and match["given"] in lists.certain:
            rest = match["rest"].removesuffix("s")
            if lists.like_a_surname(match["rest"]) and (rest in lists.surnames or len(rest) > 6):
                yield Finding(match.start(), match.end("rest"), PersonalData.NAME, 0.8, Reason.LISTED_NAME)
    for match in _USER.finditer(text):
        given, rest = match["given"], match["rest"]
        named = given in lists.certain and (len(rest) == 1 or lists.like_a_surname(rest))
        if given.islower() and (named or (len(rest) > 5 and rest in lists.surnames)):
            yield Finding(*match.span("name"), PersonalData.NAME, 0.7, Reason.LISTED_NAME)
    for match in _INTRODUCED.finditer(text):
        if match["given"].casefold() in lists.certain:
            yield Finding(*match.span("given"), PersonalData.NAME, 0.75, Reason.WORD_BEFORE)


def _heading_cards(text: str, lists: NameLists, contacts: Sequence[Finding]) -> Iterator[Finding]:
    """Two or three capitalised words alone on the first line of what goes on with how to reach somebody."""
    starts = [contact.start for contact in contacts]
    for match in _ALONE_ON_A_LINE.finditer(text):
        following = bisect_left(starts, match.end())
        near = following < len(starts) and starts[following] - match.end() < _CARD_CHARS
        words = match["name"].casefold().split()
        if near and not any(word in lists.no_names for word in words):
            yield Finding(*match.span("name"), PersonalData.NAME, 0.6, Reason.CONTACT_NEARBY)


def _in_lists_of_diets(text: str, lists: NameLists) -> Iterator[Finding]:
    """ "Allergier: Anna (nötter), Bo (ägg)"."""
    start = 0
    for line in text.split("\n"):
        if _DIETS.search(line):
            for match in _WHO_EATS.finditer(line):
                if match["name"].casefold() not in lists.no_names:
                    at = start + match.start("name")
                    yield Finding(at, at + len(match["name"]), PersonalData.NAME, 0.6, Reason.FORM)
        start += len(line) + 1
