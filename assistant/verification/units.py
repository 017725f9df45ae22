"""What numbers count: currencies, durations, shares and sizes, in Swedish and English, each with its factor."""

import re

_TABLE = """
    s       0.001         ms millisekund(er(na)?)? milliseconds?
    s       1             s secs? sekund(er|ers|en|erna)? seconds?
    s       60            min minut(er|ers|en|erna)? minutes? mins
    s       3600          h t tim timm(e|en|ar|ars|arna|arnas) hours? hrs?
    s       86400         dygn(et|s)? dag(en|ar|ars|arna|arnas|s)? days? kalenderdag(ar|ars)?
    s       604800         veck(a|an|or|ors|orna) weeks?
    workday 1             arbetsdag(en|ar|ars|arna)? vardag(ar|ars|arna)? bankdag(ar|ars|arna)?
    month   1             mån månad(en|er|ers|erna|s)? months?
    month   3             kvartal(en|et|s)? quarters?
    month   6             halvår(et|en|s)?
    month   12            år(et|en|s|ig|iga|igt|igs)? years? yrs?
    SEK     1             kr kron(a|or|ors|orna) sek
    SEK     1000          tkr ksek
    SEK     1000000       mkr mnkr mkr msek milj
    SEK     1000000000    mdkr mdr bsek
    EUR     1             eur euros? €
    USD     1             usd dollars? \\$
    GBP     1             gbp pund pounds? £
    NOK     1             nok
    DKK     1             dkk
    %       1             % procent(s|ig|igt|iga)? percent pct
    ‰       1             ‰ promille
    point   1             procentenhet(er|en|erna)? pp punkt(er|erna)? poäng points? percentage\\spoints?
    B       1000          kb
    B       1000000       mb megabytes?
    B       1000000000    gb gigabytes?
    B       1000000000000 tb terabytes?
    times   1             gång(er|en|erna)? ggr times
"""
UNITS: tuple[tuple[re.Pattern[str], str, float], ...] = tuple(
    (re.compile("|".join(f"(?:{form})" for form in forms.split()), re.IGNORECASE), unit, float(factor))
    for unit, factor, forms in (line.split(maxsplit=2) for line in _TABLE.strip().splitlines())
)
# Two words that are one unit are read as one.
JOINED = (
    (re.compile(r"\b(?:working|business|work)[ -]days?\b", re.IGNORECASE), "arbetsdag"),
    (re.compile(r"\bcalendar days?\b", re.IGNORECASE), "dagar"),
    (re.compile(r"\bper cent\b", re.IGNORECASE), "percent"),
    (re.compile(r"\bpercentage points?\b", re.IGNORECASE), "procentenheter"),
    (re.compile(r"\bswedish kron(?:or|a)\b|\bsvenska kronor\b", re.IGNORECASE), "SEK"),
    (re.compile(r"\bnorwegian kroner\b|\bnorska kronor\b", re.IGNORECASE), "NOK"),
    (re.compile(r"\bdanish kroner\b|\bdanska kronor\b", re.IGNORECASE), "DKK"),
    (re.compile(r"\bhal(?:f a|v|vt)[ -](?:year|år)(?:et)?\b", re.IGNORECASE), "halvår"),
    (re.compile(r"\bhalf an hour\b|\ben halvtimme\b|\ben halv timme\b", re.IGNORECASE), "30 min"),
    (re.compile(r"\b(?:ett och ett halvt|en och en halv|one and a half)\b", re.IGNORECASE), "1.5"),
    (re.compile(r"\b(?:two|två) (?:tredjedelar|thirds)\b", re.IGNORECASE), "66.7 %"),
    (re.compile(r"\b(?:three|tre) (?:fjärdedelar|quarters of)\b", re.IGNORECASE), "75 %"),
    (re.compile(r"\b(?:en|one|a) (?:tredjedel|third of)\b", re.IGNORECASE), "33.3 %"),
    (re.compile(r"\ben fjärdedel\b", re.IGNORECASE), "25 %"),
    (re.compile(r"\bhälften\b|\bhalf of\b|\bhalf the\b", re.IGNORECASE), "50 %"),
    (re.compile(r"\btwice\b|\bdubbelt så\b", re.IGNORECASE), "2 gånger"),
    (re.compile(r"\b[^\W\d_]+ \((\d+)\)(?= )"), r"\1"),
    (re.compile(r"\b(?<!\d )halvår(?:et)?\b", re.IGNORECASE), "1 halvår"),
)
MULTIPLIERS = {
    "k": 1e3, "tusen": 1e3, "thousand": 1e3, "hundra": 1e2, "hundred": 1e2,
    "miljon": 1e6, "miljoner": 1e6, "million": 1e6, "millions": 1e6, "mn": 1e6, "m": 1e6,
    "miljard": 1e9, "miljarder": 1e9, "billion": 1e9, "billions": 1e9, "bn": 1e9,
}  # fmt: skip
# What a number is the number of, when that stands before it.
LABELS = {
    name: group.split()[0]
    for group in (
        "artikel article art", "kap kapitel chapter", "avsnitt section", "steg step", "nivå level", "klass class",
        "sida page sid", "fas phase", "etapp stage", "bilaga annex appendix", "punkt point", "grind gate",
    )
    for name in group.split()
}  # fmt: skip
_SV, _EN, _SV_TENS, _EN_TENS = (
    words.split()
    for words in (
        "ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton",
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen",
        "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio",
        "twenty thirty forty fifty sixty seventy eighty ninety",
    )
)


def _number_words() -> dict[str, int]:
    words = {"noll": 0, "zero": 0, "en": 1}
    for small, tens in ((_SV, _SV_TENS), (_EN, _EN_TENS)):
        words |= {word: number for number, word in enumerate(small, start=1)}
        for ten, word in enumerate(tens, start=2):
            words[word] = ten * 10
            for one, digit in enumerate(small[:9], start=1):
                words |= {f"{word}{joint}{digit}": ten * 10 + one for joint in ("", "-", " ")}
    words |= {f"{digit}hundra": one * 100 for one, digit in enumerate(_SV[:9], start=1)}
    return words | {f"{digit}tusen": one * 1000 for one, digit in enumerate(_SV, start=1)}


NUMBER_WORDS = _number_words()
ORDINALS = {
    word: number
    for number, words in enumerate(
        ("tredje third", "fjärde fourth", "femte fifth", "sjätte sixth", "sjunde seventh", "åttonde eighth",
         "nionde ninth", "tionde tenth"),
        start=3,
    )
    for word in words.split()
}  # fmt: skip


def unit_of(word: str) -> tuple[str, float] | None:
    """The unit that a word names and how many of it, or None: ("SEK", 1000.0) for "tkr"."""
    for pattern, unit, factor in UNITS:
        if pattern.fullmatch(word):
            return unit, factor
    return None
