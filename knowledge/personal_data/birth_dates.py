"""Dates of birth: a date after a word that says so."""

import re
from collections.abc import Iterator

from knowledge.personal_data.findings import Finding, PersonalData, Reason

_MONTH = (
    r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|mars|march|mar|apr(?:il)?|maj|may|jun[ie]?|jul[iy]?|aug(?:usti|ust)?|"
    r"sep(?:t|tember)?|"
    r"o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_BORN = re.compile(
    r"\b(?:född(?:es|a)?(?: (?:den|år|i))?|f\.|födelse(?:datum|dag|år|tid)(?:en|et)?|födelsedata|född/datum|fdd|"
    r"date of birth|birth ?date|birthday|"
    r"d\.?o\.?b\.?|(?:was |is )?born(?: on| in)?)(?: är| is|:)?[ :]\s?(?:den |the )?"
    rf"(?P<date>(?:18|19|20)\d\d[-./ ]?[01]\d[-./ ]?[0-3]\d(?![\d-])|[0-3]?\d[./-][01]?\d[./-](?:(?:19|20)\d\d|"
    rf"\d\d)(?!\d)|"
    rf"[0-3]?\d(?:st|nd|rd|th|:e)?\.? (?:of )?{_MONTH}\.?,? (?:19|20)\d\d|{_MONTH} [0-3]?\d(?:st|nd|rd|th)?,? (?:19|"
    rf"20)\d\d|"
    r"\d\d[01]\d[0-3]\d(?![\d-])|(?:19|20)\d\d(?![\d/-]))",
    re.IGNORECASE,
)


def find_birth_dates(text: str) -> Iterator[Finding]:
    for match in _BORN.finditer(text):
        yield Finding(*match.span("date"), PersonalData.BIRTH_DATE, 0.85, Reason.WORD_BEFORE)
