"""What a restated sentence must have in common with its evidence, one check for each kind of claim."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.evidence.units import CELL
from assistant.verification.amounts import Amount, Limit, amounts, plain
from assistant.verification.coverage import Similarity, word_cover
from assistant.verification.dates import moments
from assistant.verification.evidence import Evidence
from assistant.verification.findings import Code, Reason
from assistant.verification.names import spoken, strangers
from assistant.verification.stance import NEGATIVE, Clause, Condition, Stance, clauses
from assistant.verification.units import unit_of
from knowledge.language import Language

_EQUAL_LIMITS = (
    {Limit.WITHIN, Limit.AT_MOST},
    {Limit.WITHIN, Limit.NONE},
    {Limit.FROM, Limit.AT_LEAST},
    {Limit.TO, Limit.AT_MOST},
)
_EVERY = {
    every: re.compile(words, re.IGNORECASE)
    for every, words in {
        "day": r"\b(?:dagligen|daglig\w*|daily|varje dag|every day|each day|per dag|per day|om dagen|a day)\b",
        "week": r"\b(?:veckovis|weekly|varje vecka|every week|each week|per vecka|per week|i veckan|a week)\b",
        "month": r"\b(?:månad(?:svis|lig\w*|ligen)|monthly|varje månad|every month|each month|per månad|per month|"
                 r"i månaden|a month)\b",
        "quarter": r"\b(?:kvartalsvis|quarterly|varje kvartal|every quarter|each quarter|per kvartal|per quarter|"
                   r"i kvartalet|a quarter|var tredje månad|every (?:three|third|3) months?)\b",
        "half": r"\b(?:halvårsvis|halvårlig\w*|varje halvår|every six months|half-yearly|twice a year|"
                r"två gånger (?:om|per) år\w*|var sjätte månad)\b",
        "year": r"\b(?:årlig\w*|årsvis|yearly|annual(?:ly)?|varje år|every year|each year|per år|per year|om året|"
                r"a year|a calendar year)\b",
    }.items()
}  # fmt: skip
_OPPOSITES = tuple(
    (re.compile(rf"\b(?:{one})", re.IGNORECASE), re.compile(rf"\b(?:{other})", re.IGNORECASE))
    for one, other in (
        (
            r"ök(?:a|ar|ade|at|as|ning|ningen)\b|höj|stig(?:a|er|it)\b|steg\b(?! \d)|increas|rises?|rose|rais|gr[eo]w",
            r"minsk|sänk|sjunk|sjönk|reduc|decreas|lowered|lowers|fell\b|falls\b|dropp",
        ),
        (r"före\b|innan\b|before\b|prior to", r"efter\b|after\b|following\b"),
        (r"godkän|approv|accept", r"avslå|avslag|avvis|underkän|reject|declin"),
        (r"spara|behåll|bevara|keep\b|keeps\b|kept\b|retain", r"radera|gallra|tas bort|ta bort|delet|eras|remov"),
        (r"intern(?:t|a|al|ally)?\b", r"extern(?:t|a|al|ally)?\b"),
        (r"högre\b|higher\b", r"lägre\b|lower\b"),
        (r"längre\b|longer\b", r"kortare\b|shorter\b"),
        (r"snabbare\b|faster\b|quicker\b", r"långsammare\b|slower\b"),
    )
)
_ALIKE = frozenset(
    {
        (Stance.FACT, Stance.OBLIGED),
        (Stance.DENIED, Stance.FORBIDDEN),
    }
)
_TOLD = frozenset({(Stance.OBLIGED, Stance.FACT), (Stance.FORBIDDEN, Stance.DENIED)})
# Clauses whose share of the claim's words is this close to the best one's are as likely to be the ones meant.
_CLOSE = 0.1
# Below this share, words do not tell which clause is meant, as across languages.
_BLIND = 0.34
_MOST_CLAUSES = 6
# Shares of a condition's words that show that it is told: "if" may be told as briefly as "an incident" for "if an
# incident happens".
_KEPT_FIRM, _KEPT_SOFT = 0.5, 0.3
_EXCEPTING = re.compile(r"om inte|såvida|unless|if not|utom|förutom|except|utan|without", re.IGNORECASE)
# Nearly all words of the sentence in one clause.
_MOSTLY = 0.9
_NUMERALS = re.compile(r"\d[\d.,:]*")
_STRAYED = 0.7


def restated_from(sentence: str, evidence: Evidence) -> Evidence:
    """The evidence without the clauses that have nothing to do with the sentence, where one alone has its words.

    Else a number of another matter would do for a wrong one.
    """
    parts: dict[tuple[int, int], str] = {}
    for clause in clauses(evidence.quoted, evidence.language):
        at = (clause.sentence, clause.part)
        parts[at] = f"{parts.get(at, '')} {clause.text}".strip()
    words = _NUMERALS.sub(" ", sentence)
    shares = {at: word_cover(words, part, evidence.language) for at, part in parts.items()}
    if len(parts) == 1 or max(shares.values(), default=0.0) < _MOSTLY:
        return evidence
    return replace(evidence, quoted="\n".join(part for at, part in parts.items() if shares[at] >= _MOSTLY))


def failed_amounts(sentence: str, evidence: Evidence) -> Iterator[Reason]:
    known = [*amounts(evidence.quoted), *amounts(evidence.around)]
    years = _years(known) | {moment.parts[0] for moment in moments(plain(evidence.all)) if moment.kind == "date"}
    for claim in amounts(sentence):
        if claim.bare in years and not claim.unit:
            continue
        same = [other for other in known if claim.equals(other) or claim.equals_bare(other)]
        fitting = [other for other in same if _counts_the_same(claim, other, evidence)]
        if not same or _belongs_elsewhere(claim, fitting, known):
            yield Reason(Code.NUMBER, claim.written)
        elif not fitting:
            yield Reason(Code.UNIT, claim.written)
        elif not any(_same_limit(claim.limit, other.limit) for other in fitting):
            yield Reason(Code.LIMIT, claim.written)
    for every, pattern in _EVERY.items():
        match = pattern.search(sentence)
        if match and not pattern.search(evidence.all) and any(other.search(evidence.all) for other in _EVERY.values()):
            yield Reason(Code.UNIT, match.group() or every)


def failed_dates(sentence: str, evidence: Evidence) -> Iterator[Reason]:
    source = plain(evidence.all)
    known, years = moments(source), _years(amounts(source))
    for claim in moments(plain(sentence)):
        if not claim.stands_in(known, years):
            yield Reason(Code.DATE, claim.written)


def failed_names(sentence: str, evidence: Evidence) -> Iterator[Reason]:
    found = strangers(sentence, spoken(evidence.all))
    yield from (Reason(Code.NAME, name) for name in found or _put_in_place(sentence, evidence))


def _put_in_place(sentence: str, evidence: Evidence) -> Iterator[str]:
    """The first word, where all but it is the source's and a name of the source is missing: "Copilot" for "Lotsen".

    Of a first word the capital does not tell whether it is a name.
    """
    first, _, rest = sentence.partition(" ")
    if word_cover(first, evidence.all, evidence.language) > _BLIND or not first[:1].isupper() or spoken(first).known:
        return
    if word_cover(rest, evidence.all, evidence.language) >= _MOSTLY and strangers(evidence.quoted, spoken(sentence)):
        yield first


def failed_directions(sentence: str, evidence: Evidence) -> Iterator[Reason]:
    for pair in _OPPOSITES:
        for mine, opposite in (pair, pair[::-1]):
            said = mine.search(sentence)
            if (
                said
                and not opposite.search(sentence)
                and opposite.search(evidence.all)
                and not mine.search(evidence.all)
            ):
                yield Reason(Code.DIRECTION, said.group())


def failed_stances(sentence: str, language: Language, evidence: Evidence, similarity: Similarity) -> Iterator[Reason]:
    """Negation, modality and conditions, each clause against the clause of the evidence that it restates."""
    known = clauses(evidence.whole, evidence.language)
    said = clauses(sentence, language)
    for claim in said:
        meant = _meant(claim, known, evidence.language, similarity)
        if not meant:
            continue
        if not any(_compatible(claim, other) for other in meant):
            negated = all((claim.stance in NEGATIVE) != (other.stance in NEGATIVE) for other in meant)
            yield Reason(Code.NEGATION if negated else Code.MODALITY, claim.text)
            continue
        fitting = [other for other in meant if _compatible(claim, other)]
        missing = [_dropped(sentence, said, other, known, language == evidence.language) for other in fitting]
        if all(missing):
            yield Reason(Code.CONDITION, missing[0] or "")
    if _restricts(said) and not _restricts(known) and not any(other.stance is Stance.OBLIGED for other in known):
        yield Reason(Code.CONDITION, next(c.text for clause in said for c in clause.conditions if c.firm))


def _years(found: Sequence[Amount]) -> frozenset[int]:
    return frozenset(int(item.bare) for item in found if 1900 <= item.bare < 2100 and not item.unit)


def _counts_the_same(claim: Amount, other: Amount, evidence: Evidence) -> bool:
    if claim.unit == other.unit:
        return claim.equals(other)
    if not other.unit and CELL in evidence.quoted:  # the unit may stand in the head of the table
        words = re.findall(r"[^\W\d_]+|[%€$£]", evidence.all)
        return any(unit_of(word) == (claim.unit, claim.value / (claim.bare or 1)) for word in words)
    return not claim.unit and not claim.noun


def _same_limit(claim: Limit, source: Limit) -> bool:
    return claim is source or {claim, source} in _EQUAL_LIMITS


def _belongs_elsewhere(claim: Amount, fitting: Sequence[Amount], known: Sequence[Amount]) -> bool:
    """ "3 leverantörer" where the source has 5 of them, and 3 of something else."""
    if claim.unit or not claim.noun or any(other.noun == claim.noun or not other.noun for other in fitting):
        return False
    return any(other.noun == claim.noun for other in known)


def _meant(claim: Clause, known: Sequence[Clause], language: Language, similarity: Similarity) -> list[Clause]:
    """The clauses of the evidence that the claim most likely restates."""
    shares = [(_share(claim, other, language), other) for other in known]
    best = max((share for share, _ in shares), default=0.0)
    close = [other for share, other in shares if share >= best - _CLOSE]
    fits = [_compatible(claim, other) for other in close]
    if best >= _BLIND or all(fits) or not any(fits):
        return close
    nearest = max(close[:_MOST_CLAUSES], key=lambda other: similarity(claim.text, other.text))
    return [nearest]


def _share(claim: Clause, other: Clause, language: Language) -> float:
    """How much of the claim stands in the other clause; less where one of them negates what the other does not name."""
    share = word_cover(claim.text, other.text, language)
    if share < _BLIND:
        mine, its = spoken(claim.text), spoken(other.text)
        return max(share, len(mine.known & its.known) / len(mine.known) / 2 if mine.known else 0.0)
    strayed = [
        1 - word_cover(clause.negated, against.text, language)
        for clause, against in ((claim, other), (other, claim))
        if clause.negated
    ]
    return share - _STRAYED * max(strayed, default=0.0)


def _compatible(claim: Clause, source: Clause) -> bool:
    pair = (claim.stance, source.stance)
    if claim.stance is source.stance or pair in _ALIKE:
        return True
    if pair in _TOLD and source.directive:
        return True
    if claim.able and pair in {(Stance.ALLOWED, Stance.FACT), (Stance.FORBIDDEN, Stance.DENIED)}:
        return True
    both_bounded = claim.bounded and source.bounded
    return both_bounded and (claim.stance in NEGATIVE) == (source.stance in NEGATIVE)


def _restricts(found: Sequence[Clause]) -> bool:
    return any(condition.firm for clause in found for condition in clause.conditions)


def _dropped(
    sentence: str, said: Sequence[Clause], source: Clause, known: Sequence[Clause], same_language: bool
) -> str:
    """The first condition of the source's clause that the sentence leaves out; "" when none is."""
    stated = [condition for clause in said for condition in clause.conditions]
    beside = [other for other in known if other.sentence == source.sentence and _bears_on(other, source)]
    for condition in (condition for other in beside for condition in other.conditions):
        if any(mine.firm or not condition.firm for mine in stated):
            continue
        if not same_language and not condition.firm:
            continue
        required = source.stance is not Stance.OBLIGED and any(clause.stance is Stance.OBLIGED for clause in said)
        if not (same_language and _kept(condition, sentence, required)):
            return condition.text
    return ""


def _bears_on(other: Clause, source: Clause) -> bool:
    """Whether a condition of `other` holds for `source`: in the same independent clause, or "..., but only ..."."""
    if other.part == source.part:
        return True
    first = other.conditions[0].text if other.conditions else ""
    return other.part == source.part + 1 and re.match(rf"(?:men |but )?{re.escape(first)}", other.text) is not None


def _kept(condition: Condition, sentence: str, required: bool) -> bool:
    """Whether the sentence says in its own words what the condition is; "not without X" is kept as "X is required"."""
    if _EXCEPTING.match(condition.text) and not required:
        return False
    return word_cover(condition.text, sentence, "sv") >= (_KEPT_FIRM if condition.firm else _KEPT_SOFT)
