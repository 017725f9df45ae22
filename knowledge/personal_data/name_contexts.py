"""The words around a name that give it away, in Swedish and English."""

import re
from collections.abc import Iterator


def _any_of(listed: str) -> str:
    phrases = (" ".join(phrase.split()) for phrase in listed.split(","))
    return "|".join(re.escape(phrase) for phrase in phrases)


_CLOSINGS = _any_of(
    """med vänlig hälsning, med vänliga hälsningar, vänlig hälsning, vänliga hälsningar, hälsningar, hälsar, hälsn,
    varma hälsningar, allt gott, kram, kramar, mvh, vh,
    kind regards, best regards, warm regards, regards, sincerely, yours, cheers, thanks"""
)
_FIELDS = _any_of(
    """namn, ägare, handläggare, kontaktperson, kontakt, ansvarig, beslutad av, godkänd av, författare, ordförande,
    sekreterare, närvarande, kallade, deltagare, justerare, patient, klient, sökande, anmälare, från, till, kopia,
    användare, avsändare, mottagare, beställare, projektledare, målsägande, klagande, svarande, kärande, huvudman,
    god man,
    elev, barn, brukare, boende, hyresgäst, innehavare, kontoinnehavare, anhörig, vårdnadshavare, mor, far, vittne,
    foto, signerat, sign, frånvarande, förhinder, anmält förhinder, ombud, cv, nyanställd, vikarie, praktikant, name,
    full name, user, owner, contact, author, approved by, chair, secretary, attendees, client, applicant, from, to,
    cc"""
)
_CALLS = _any_of(
    """heter, jag är, döpt till, vid namn, my name is, i am called, this is, named, called, kontakta, kontakt,
    hör av dig till, fråga, prata med, pratade med, talade med, talat med, hjälpa, bett, tack till, tack, hej, kära,
    träffade, anlitar, mejla, ring, grattis, tjena, tja, hallå, hejsan, god morgon, godmorgon, bästa, välkommen, hälsa,
    förhör med, intervju med, samtal med, möte med, grattis till, contact, ask, dear, hi, hello,
    speak to, talk to, reach, email, e-mail, helped"""
)
_TITLES = _any_of(
    """herr, fru, fröken, hr, dr, doktor, professor, prof, docent, advokat, kollega, kollegan, medarbetaren, chefen,
    handläggaren, läkaren, patienten, pojken, flickan, mannen, kvinnan, eleven, barnet, lilla, makarna, familjen, paret,
    syskonen, bröderna, systrarna, mamma, pappa, mor, far, son, dotter, sonen, dottern, bror, syster, fästmannen,
    exmannen,
    mamma till, pappa till, mor till, far till, son till, dotter till, barn till, anhörig till, gift med, sambo med,
    placering hos, inneboende hos, hemma hos, kollegorna, bilägaren, ägaren, innehavare, mottagare, klagande, sökande,
    målsäganden, målsägande, den tilltalade, tilltalad, den misstänkte, avlidne, dödsboet efter, kund, elev, patient,
    klient,
    brukare, hyresgäst, anmälare, lärare, rådmannen, rådman, domare, åklagare, tolken, bokföraren, vaktmästaren,
    städaren,
    sjuksköterskan, sköterskan, undersköterskan, barnmorskan, rektorn, kuratorn, psykologen, juristen, revisorn,
    kassören,
    ordförande, sekreterare, ssk, usk, leg, vd, överläkare, underläkare, distriktsläkare, producer, partner's name,
    klienten, konsulten, vittnet, vikarien, praktikanten, handläggare,
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
    has written, has signed, has approved, began, explained, shouted, lives, was born, började, börjar, ringer, hade,
    har fått, har haft, är sjuk, är hemma, är sjukskriven, är ledig, är tillbaka, går på, mår, åkte, kom, tog, gav,
    köper,
    köpte, tar över, kör, körde, flyttar, flyttade, fyller, missar, missade, glömde, hjälper, hjälpte, sitter, satt,
    hämtar,
    hämtade, uppger, uppgav, överklagar, överklagade, ansöker, begär, greps, häktades, dömdes, döms, avled, föddes,
    hör av sig,
    tycker, tyckte, vill, ville, undrar, undrade, frågar, frågade, påpekade, påpekar, klagar, klagade, föll, ramlade,
    snubblade,
    halkade, svimmade, somnade, vaknade, grät, sjuk, vab, föräldraledig, ledig, vabbar"""
)

# What is done with people, and hardly with anything that is written with a capital.
_WITH_A_PERSON = _any_of(
    """säger, sade, hämta, hämtar, hämtade, påminn, påminna, påminde, mobbar, mobbade, slog, hotade, kramade,
    tröstade, avlöser,
    ersätter chefen, vikarierar för, får inte hämta, tacka, tackar, gratulerar, gratulera, adjö till, hälsa till"""
)
# Whatever job it is, who holds it stands behind it: "enhetschef", "socialsekreterare", "biståndshandläggare:".
_JOB = (
    r"[^\W\d_]{0,20}(?:chef|chefen|sekreterare|sekreteraren|handläggare|handläggaren|läkare|läkaren|lärare|läraren|"
    r"pedagog|pedagogen|sköterska|sköterskan|skötare|skötaren|assistent|assistenten|tekniker|teknikern|utredare|"
    r"utredaren|"
    r"jurist|juristen|revisor|revisorn|kurator|kuratorn|psykolog|psykologen|terapeut|terapeuten|konsult|konsulten|"
    r"ingenjör|ingenjören|arkitekt|arkitekten|ledare|ledaren|samordnare|samordnaren|ombud|ombudet|inspektör|"
    r"inspektören|"
    r"strateg|strategen|controller|controllern|administratör|administratören|direktör|direktören|specialist|"
    r"specialisten|"
    r"utvecklare|utvecklaren|vikarie|vikarien|förman|förmannen|mästare|mästaren|nämndeman|ledamot|ledamoten|"
    r"politiker|politikern|rektor|rektorn|värd|värden|vakt|vakten|städare|städaren|förare|föraren|säljare|säljaren|"
    r"manager|officer|director|engineer|nurse|teacher|assistant to|supervisor|analyst)"
)
_ANNOUNCES = re.compile(
    rf"(?:\b(?:{_CLOSINGS})[,!]?\s{{1,3}}|\b(?:{_FIELDS})\s?:\s{{0,2}}|\b(?:{_CALLS})\s|\b(?:{_TITLES})\s|\b(?:hr|dr|"
    rf"prof|mr|mrs|ms|leg|adv)\.\s|"
    rf"(?<!\w){_JOB}(?: |: ?)|(?<!\w)[^\W\d_]{{0,12}}(?:möte|samtal|förhör|intervju|"
    rf"uppföljning)(?:et)?(?: \d{{1,2}})?(?: med| av)? |"
    rf"\b(?:{_WITH_A_PERSON}) |\b(?:last name\?|maiden name is|surname is|named (?:him|her)|(?:it['’]s|name) under) )$",
    re.IGNORECASE,
)
_NAMES_WHO_DID = re.compile(rf"\b(?:{_DONE_BY})\s$", re.IGNORECASE)
_NAMES_WHO_DOES = re.compile(rf" (?:{_DOES})\b")
_LOOK_BACK = 48
_AT_WORK = re.compile(
    r" (?:på|i|från|hos) (?:ekonomi|juridik|juridiken|it|IT|hr|HR|lön|löneenheten|inköp|receptionen|växeln|personal|"
    r"personalavdelningen|kundtjänst|supporten|lagret|köket|facket|marknad|kommunikation|registraturen|vården|skolan)\b"
)
_POSSESSED = re.compile(
    r" (?:pass|adress|mamma|pappa|mor|far|föräldrar|dotter|son|barn|bror|syster|fru|man|make|maka|sambo|lön|mobil|"
    r"telefon|nummer|semester|"
    r"schema|journal|mejl|mail|läkare|kontaktperson|vikarie|arbetskamrat|kollega|mediciner|medicin|diagnos|"
    r"sjukskrivning|läkarintyg|"
    r"anställning|uppsägning|frånvaro|födelsedag|hemadress|personnummer|gode man|vårdnadshavare|familj|hälsa|"
    r"rehabplan)\b"
)
_AFTER_SMALL = re.compile(r"[a-zåäö],? $")
_ADDRESSED = re.compile(r"(?:^|\n|[.!?] )$")
_GREETED_ON = re.compile(
    r",? (?:tack|kan du|kommer du|har du|vill du|ring|can you|please|can i please|could you)\b", re.IGNORECASE
)
_SPOKEN_OF = re.compile(r"(?:s| )[^\n]{1,110}\b(?:han|hon|honom|henne|hans|hennes|he|she|him)\b", re.IGNORECASE)
_A_PREDICATE = re.compile(r",? (?:[a-zåäö]{2,20})\b")
_THING_BEFORE = re.compile(
    r"(?:^|[\s(])(?:rum|rummet|rummen|sal|salen|salarna|lex|s:t|sankt|förskolan|skolan|roboten|robot|"
    r"robotgräsklipparen|"
    r"stormen|båten|tåget|hissen|lokalen|kvarteret|kv\.|brf|projektet|projekt|kampanjen|modellen|systemet|appen|"
    r"boten|fartyget|färjan|room|storm|hurricane) $",
    re.IGNORECASE,
)
_THING_BEGINS = re.compile(
    r"(?:Projektet|Projekt|Systemet|Rum|Sal|Salen|Lex|Stormen|Roboten|ROBOTEN|Förskolan|Kvarteret|Kv|Brf|Room|"
    r"Hurricane) "
)
_CALLED_AFTER = re.compile(
    r" (?:väg|gata|torg|plats|gränd|park|skola|förskola|gymnasium|sjukhus|ögonsjukhus|barnsjukhus|kyrka|stiftelse|fond|"
    r"minnesfond|café|restaurang|pris|universitet|bro|terminal|allé|backe|hall|arena|museum|bibliotek|samling)\b"
)


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


def at_work(text: str, end: int) -> bool:
    """ "Lind på juridik"."""
    return _AT_WORK.match(text, end) is not None


def possessing(text: str, start: int, end: int) -> bool:
    """ "Destinas adress": what people have, after a genitive within a sentence."""
    return (
        text[end - 1] in "sxz"
        and _POSSESSED.match(text, end) is not None
        and _AFTER_SMALL.search(text, max(0, start - 3), start) is not None
    )


def addressed(text: str, start: int, end: int) -> bool:
    """ "Sten, kan du ...": at the beginning, and asked to do something."""
    begins = _ADDRESSED.search(text, max(0, start - 2), start) is not None
    return begins and _GREETED_ON.match(text, end) is not None


def spoken_of(text: str, end: int) -> bool:
    """Whether "he" or "she" comes soon after, in the same line."""
    return _A_PREDICATE.match(text, end) is not None and _SPOKEN_OF.match(text, end) is not None


def named_thing_precedes(text: str, start: int) -> bool:
    """ "Rum Selma", "Stormen Alfrida": what is called by a given name and is no person."""
    return bool(_THING_BEFORE.search(text, max(0, start - 22), start) or _THING_BEGINS.match(text, start))


def named_thing_follows(text: str, start: int, end: int) -> bool:
    """ "Selma Lagerlöfs väg"."""
    return text[start:end].rstrip("’'").endswith(("s", "x", "z")) and _CALLED_AFTER.match(text, end) is not None
