"""What people put around a question: greetings, thanks, "I was wondering", and capital letters throughout."""

import re

_GREETING = re.compile(
    r"^(?:(?:hej(?: hej| igen| där| alla)?|hejsan|tjena|tja|god (?:morgon|dag|kväll)|hallå|hello(?: there)?|"
    r"hi(?: there)?|hey|good (?:morning|afternoon|evening)|dear all)(?:\s*[!,.:]+\s*|\s+[–-]\s+|\s+(?=\w))|"
    r"(?:jag (?:undrar|har en fråga|skulle vilja (?:veta|fråga))(?: (?:lite )?(?:över )?(?:en sak|något))?"
    r"(?=[.,:!]|\s(?:vad|vem|vilk\w+|var|när|hur|varför|om))|en (?:snabb )?fråga(?= ?[.:,!])|"
    r"i (?:was wondering|wonder|have a question|would like to know|['’]d like to know)"
    r"(?=[.,:!]|\s(?:what|who|which|where|when|how|why|if|whether))|(?:a )?quick question(?= ?[.:,!]))\s*[.,:!]*\s*)",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?<=[?.!])\s*(?:(?:stort )?tack(?: så mycket| på förhand| för hjälpen)?|(?:many )?thanks(?: in advance| a lot)?|"
    r"thank you(?: in advance| very much)?|mvh\b.*|hälsningar\b.*|(?:best |kind )?regards\b.*)\s*[!.]*\s*$",
    re.IGNORECASE,
)
# From this share of capitals on, among at least as many letters, they are those of a locked key.
_SHOUTED, _LEAST_LETTERS = 0.7, 12


def plainly(question: str) -> str:
    """The question without them; one that is nothing else stays as it is."""
    bare = _THANKS.sub("", question)
    while match := _GREETING.match(bare):
        bare = bare[match.end() :]
    bare = bare.strip()
    if not any(char.isalpha() for char in bare):
        return question
    letters = [char for char in bare if char.isalpha()]
    if len(letters) >= _LEAST_LETTERS and sum(char.isupper() for char in letters) >= _SHOUTED * len(letters):
        return bare.capitalize()
    return bare if bare == question else bare[:1].upper() + bare[1:]
