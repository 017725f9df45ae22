"""The words around a name that give it away, in Swedish and English."""

import re
from collections.abc import Iterator


def _any_of(listed: str) -> str:
    phrases = (" ".join(phrase.split()) for phrase in listed.split(","))
    return "|".join(re.escape(phrase) for phrase in phrases)


_CLOSINGS = _any_of(
    """med vänlig hälsning, med vänliga hälsningar, vänlig hälsning, vänliga hälsningar, hälsningar, hälsar, mvh, vh,
    kind regards, best regards, warm regards, regards, sincerely, yours, cheers, thanks"""
)
_FIELDS = _any_of(
    """namn, ägare, handläggare, kontaktperson, kontakt, ansvarig, beslutad av, godkänd av, författare, ordförande,
    sekreterare, närvarande, kallade, deltagare, justerare, patient, klient, sökande, anmälare, från, till, kopia, name,
    full name, owner, contact, author, approved by, chair, secretary, attendees, client, applicant, from, to, cc"""
)
_CALLS = _any_of(
    """heter, jag är, döpt till, vid namn, my name is, i am called, this is, named, called, kontakta, kontakt,
    hör av dig till, fråga, prata med, pratade med, talade med, talat med, hjälpa, bett, tack till, tack, hej, kära,
    träffade, anlitar, mejla, ring, contact, ask,
    speak to, talk to, reach, email, e-mail, helped"""
)
_TITLES = _any_of(
    """herr, fru, fröken, hr, dr, doktor, professor, prof, docent, advokat, kollega, kollegan, medarbetaren, chefen,
    handläggaren, läkaren, patienten, eleven, klienten, konsulten, vittnet, vikarien, praktikanten, handläggare,
    utredaren, sekreteraren, ordföranden, grannen, chauffören, föraren, brukaren, hyresgästen, vårdnadshavare,
    vårdnadshavaren, systern, brodern, sonen, dottern, systersonen, brorsonen, maken, makan, frun, sambon, mamman,
    pappan, mormor, morfar, farmor, farfar, moster, faster, farbror, kontaktperson är, kund heter, mr, mrs, ms, miss,
    mx, sir, madam, doctor, colleague, attorney"""
)
_DONE_BY = _any_of(
    """skrevs av, skriven av, skrivet av, leds av, leddes av, hålls av, hölls av, granskas av, granskad av, granskat av,
    godkänns av, godkänd av, godkändes av, framtagen av, framtaget av, undertecknad av, undertecknades av, upprättad av,
    utreds av, förvaltas av, anmäld av, anmäldes av, enligt, det är, det var, signed by, written by, led by,
    approved by, reported by, managed by, according to, met"""
)
_DOES = _any_of(
    """säger, sa, sade, skriver, skrev, berättar, menar, anser, svarar, leder, slutar, slutade, arbetar, jobbar, bor,
    ringde, mejlade, hördes, bad, fick, undertecknade, godkände, föreslog, ansvarar, har tagit, har skrivit, har slutat,
    har begärt, har ansökt, har bett, har godkänt, har varit, har ringt, har fått, says, said, writes, wrote, told,
    asked, thinks, lives, works, joined, left, resigned, called, approved, signed, has asked, has left, has joined,
    has written, has signed, has approved"""
)

_ANNOUNCES = re.compile(
    rf"(?:\b(?:{_CLOSINGS})[,!]?\s{{1,3}}|\b(?:{_FIELDS})\s?:\s{{0,2}}|\b(?:{_CALLS})\s|\b(?:{_TITLES})\.?\s)$",
    re.IGNORECASE,
)
_NAMES_WHO_DID = re.compile(rf"\b(?:{_DONE_BY})\s$", re.IGNORECASE)
_NAMES_WHO_DOES = re.compile(rf" (?:{_DOES})\b")
_LOOK_BACK = 40


# "/Kim" alone on the last line; "LIND, Kim" as registers write it.
_SIGNED = re.compile(r"(?:^|\n) ?/{1,2} ?$")
_REGISTERED = re.compile(
    r"(?<![\w,])[A-ZÅÄÖÉ]{3,20}(?:-[A-ZÅÄÖÉ]{2,20})?, [A-ZÅÄÖÉ][a-zåäöéü]{1,15}(?:-[A-ZÅÄÖ][a-zåäöé]{1,15})?(?!\w)"
)


def signed(text: str, start: int, end: int) -> bool:
    """Whether [start, end) is all that stands on its line after a stroke, as short messages are signed."""
    return _SIGNED.search(text, max(0, start - 4), start) is not None and text[end : end + 1] in ("", "\n")


def registered(text: str) -> Iterator[tuple[int, int]]:
    """Where names stand as registers write them, the surname first and in capitals."""
    for match in _REGISTERED.finditer(text):
        yield match.span()


def announced(text: str, start: int) -> bool:
    """Whether what stands before `start` says that a name follows, be it one word: "Hälsningar", "Ägare:", "Dr"."""
    return _ANNOUNCES.search(text, max(0, start - _LOOK_BACK), start) is not None


def acting(text: str, start: int, end: int) -> bool:
    """Whether [start, end) does what people do; a capitalised pair that does is no product or department, as a rule."""
    return bool(_NAMES_WHO_DOES.match(text, end) or _NAMES_WHO_DID.search(text, max(0, start - _LOOK_BACK), start))
