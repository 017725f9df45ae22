"""Postal addresses: Swedish ones in all their parts, English ones,
and those of other countries by their words for streets.

Each pattern begins at a boundary and repeats at most so often, so that the time is linear in any text.
"""

import re
from collections.abc import Iterator

from knowledge.personal_data.findings import Finding, PersonalData, Reason

_NAME_WORD = r"[^\W\d_a-zåäö][\w’'-]{0,24}"
_ENDS_A_STREET = (
    r"(?:gatan|gata|vägen|väg|gränden|gränd|torget|torg|allén|allé|stigen|stig|backen|backe|plan|kajen|kaj|leden|"
    r"esplanaden|promenaden|stråket|liden|slingan|ringen|platsen|parken|svängen|brinken|terrassen|höjden)"
)
_STREET = (
    rf"(?:(?:{_NAME_WORD} )?[^\W\d_a-zåäö][^\W\d_]{{1,30}}{_ENDS_A_STREET}|"
    rf"{_NAME_WORD} (?i:gata|gatan|vägen|väg|torget|torg|gränd|allén|allé|plan|plats|esplanaden|backe|stig|strand|"
    rf"strandväg))"
)
_NUMBER = r"\d{1,4}(?!:\d)(?: ?[A-Za-z]\b)?(?: \d{1,3}\b(?![ -]?\d))?"
_FLAT = r"(?:,? (?:(?:lgh|lägenhet|vån|våning|uppgång|port) ?\w{1,4}|\d{1,2} (?:tr|trappor)\b|nb\b|bv\b))"
_TOWN = rf"{_NAME_WORD}(?: {_NAME_WORD})?"
_POSTCODE = r"(?:SE?[- ])?[1-9]\d\d ?\d\d"
_SWEDISH = re.compile(
    rf"(?<!\w)(?:[Ll]gh \d{{4}}, ?)?(?:(?:{_NAME_WORD} ){{0,2}})?{_STREET} {_NUMBER}{_FLAT}{{0,2}}"
    rf"(?:(?:,\s?|\s{{1,2}}){_POSTCODE}(?:\s{{1,2}}{_TOWN})?)?",
)
_SWEDISH_BOX = re.compile(rf"(?<!\w)Box \d{{1,5}},?\s{{1,2}}{_POSTCODE}\s{{1,2}}{_NAME_WORD}")
_TOWN_ALONE = re.compile(
    rf"(?<=[,:\n] )(?<!\w){_POSTCODE}  ?{_TOWN}(?=[.,;\n]|$)|(?<=\n){_POSTCODE}  ?{_TOWN}(?=[.,;\n]|$)"
)
_LIVES = re.compile(
    r"\b(?:bor|bodde|bott|bosatt|bostad(?:en)?|hemma|hemmet|adress(?:en)?|flytt(?:ar|ade|at|a)|folkbokförd|skriven|hem)"
    rf"(?: [a-zåäö]{{2,12}}){{0,2}} (?:på|till|vid) (?P<street>{_STREET})(?![\w-]| \d)",
)
_ENGLISH = re.compile(
    rf"(?<!\w)\d{{1,6}}[A-Za-z]?,? (?:\d{{1,5}} )?(?:{_NAME_WORD} ){{1,4}}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Close|Crescent|Way|Square|Terrace|"
    r"Place|Pl|Circle|Parkway|Gardens|Row|Mews|Grove|Hill|Highway|Hwy|Trail)\b\.?"
    r"(?:,? (?:Apt|Apartment|Suite|Unit|Flat)\. ?\w{1,6}|,? (?:Apt|Apartment|Suite|Unit|Flat) ?\w{1,6})?"
    rf"(?:(?:,\s?|\s){_NAME_WORD}(?: {_NAME_WORD}){{0,2}})?"
    r"(?:,?\s(?:[A-Z]{2} \d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}))?",
)
# A flat, the town and the country, and the postcode, on lines of their own or behind commas.
_FLAT_ABROAD = r"(?:Apt|Apartment|Suite|Unit|Flat)\.? ?\d{1,5}"
_REST = (
    rf"(?:[,\s][\s>]{{0,4}}{_FLAT_ABROAD}){{0,2}}"
    rf"(?:[,\n][\s>]{{0,4}}{_NAME_WORD}(?: {_NAME_WORD}){{0,2}}(?: \({_NAME_WORD}\))?){{0,3}}"
    r"(?:,?[\s>]{1,4}(?:[A-Z]{2} )?\d{4,6}\b)?"
)
_STREET_ABROAD = (
    r"(?:(?:Rua|Rue|Via|Viale|Piazza|Avenida|Av\.|Avenue|Calle|Carrera|[Uu]l\.|Plaza|Paseo|Strada|Boulevard|Chemin|"
    r"Largo|Travessa|"
    rf"Corso|Praça|Route|Quai|Place)(?: [\w’'.-]{{1,20}}){{1,4}}|(?:{_NAME_WORD} ){{0,2}}"
    rf"(?:{_NAME_WORD} (?:Strasse|Straße|utca|út|útja|tér|tee|ulica|cesta|Platz|Weg|Allee|rkp\.)|"
    r"[^\W\d_a-zåäö][^\W\d_]{1,24}(?:strasse|straße|gasse|weg|platz|allee|straat|laan|gracht|plein|vej|gade|veien|"
    r"gate|katu|kuja|"
    r"polku|tie|utca|braut|vegur|stræti|moor|berg)))"
)
_ABROAD = re.compile(rf"(?<!\w)(?:\d{{1,6}} )?{_STREET_ABROAD} \d{{1,5}}\.?(?!\w){_REST}")
_WITH_A_FLAT = re.compile(
    rf"(?<!\w)\d{{1,6}} (?:[\w’'.-]{{1,24}} ){{0,4}}?[\w’'.-]{{1,24}}\.?,?[\s>]{{1,4}}{_FLAT_ABROAD}(?!\w){_REST}"
)
_MILITARY = re.compile(
    r"(?<!\w)(?:(?:PSC|Unit|CMR) \d{3,5},? Box \d{3,5}|(?:USS|USNS|USCGC|USNV) [^\W\d_]{2,20}),?\s{1,2}(?:APO|FPO|"
    r"DPO) A[AEP] \d{5}"
)


def find_postal_addresses(text: str) -> Iterator[Finding]:
    for pattern in (_SWEDISH, _SWEDISH_BOX, _ENGLISH, _ABROAD, _WITH_A_FLAT, _MILITARY):
        for match in pattern.finditer(text):
            yield Finding(match.start(), match.end(), PersonalData.ADDRESS, 0.8, Reason.FORM)
    for match in _TOWN_ALONE.finditer(text):
        yield Finding(match.start(), match.end(), PersonalData.ADDRESS, 0.6, Reason.FORM)
    for match in _LIVES.finditer(text):
        yield Finding(*match.span("street"), PersonalData.ADDRESS, 0.7, Reason.WORD_BEFORE)
