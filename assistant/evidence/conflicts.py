"""Sources that contradict each other on what a question asks, and which of the two ranks higher.

A false alarm costs more trust than a contradiction that is missed. So two sentences conflict only when they agree in
all but the value: the same words around it, the same unit and the same kind of bound, in two documents, both of them
rules and no reports of what was, and both on what is asked.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import log

from assistant.evidence.citing import Citations
from assistant.evidence.found import Quote
from assistant.evidence.selector import Selection
from assistant.evidence.units import Unit, units_of
from assistant.questions.asked import asked_for
from assistant.schemas.answers import Conflict, Difference, RankingRule
from assistant.verification.amounts import Amount, Limit, amounts, plain
from assistant.verification.dates import moments
from assistant.verification.stance import Stance, clauses
from assistant.verification.units import NUMBER_WORDS
from knowledge.documents import Kind
from knowledge.language import Language
from knowledge.lexical import Word, passage_terms, question_terms
from knowledge.sentences import split

_PASSAGES = 12
_MOST_SHOWN = 3
_RANK = {Kind.POLICY: 0, Kind.PLAYBOOK: 1, Kind.LESSON: 2, Kind.REFERENCE: 3}
# A word found in part, as in a compound, counts as shared from here on, as in selector.py.
_HELD = 0.7
# Sentences are about the same when they share two words and nearly all the shorter one says, or three and a third.
_ALIKE_WORDS, _ALIKE_COVER = 2, 0.75
_NEAR_WORDS, _NEAR_COVER = 3, 0.33
# This share of the question's words has to stand about each of them.
_ASKED = 0.4

# What contradicts what: a bound from above, from below, or the value itself.
_MOST, _LEAST, _EXACT = "most", "least", "exact"
_BOUNDS = {
    Limit.AT_MOST: _MOST,
    Limit.WITHIN: _MOST,
    Limit.BELOW: _MOST,
    Limit.AT_LEAST: _LEAST,
    Limit.ABOVE: _LEAST,
    Limit.NONE: _EXACT,
}
_DAYS = {"s": 1 / 86_400, "workday": 7 / 5, "month": 365 / 12}
_MONEY = frozenset({"SEK", "EUR", "USD", "GBP", "NOK", "DKK"})
# "30 days" and "1 month" are one deadline, told in two ways.
_SAME_DURATION = 1.1
_OPPOSED = frozenset(
    frozenset(pair)
    for pair in (
        (Stance.FORBIDDEN, Stance.ALLOWED),
        (Stance.FORBIDDEN, Stance.OBLIGED),
        (Stance.EXEMPT, Stance.OBLIGED),
        (Stance.ALLOWED, Stance.OBLIGED),
    )
)
_STANCES = tuple(Stance)
_RULED = frozenset({Stance.OBLIGED, Stance.FORBIDDEN, Stance.EXEMPT, Stance.ALLOWED, Stance.ADVISED})
_NUMBER_WORDS = frozenset(NUMBER_WORDS) - {"en", "ett", "one"}
_ADDRESS = re.compile(r"\S+@\S+|https?:\S+|\d+")
_REPORTED = re.compile(
    r"\b(?:was|were|had|did|var|hade|blev|fick|[^\W\d_]{3,}(?:ades|ade|ndes|rdes|ldes|ktes))\b", re.I
)
# A capital that begins no sentence: a name, a country, the class in "class A".
_NAME = re.compile(r"(?<=[^\W_] )[A-ZÅÄÖ][\w-]*")
_CASE_WORDS = 2
_TOKEN = re.compile(r"[^\W\d_]{3,}")
# These bound a value, and say nothing of what it is a value of.
_BOUNDING = frozenset(
    stem
    for word in question_terms(
        "senast högst minst maximalt inom upp mest least most latest within maximum minimum limit gräns gränsen total "
        "timme timmar dag dagar vecka veckor månad månader år hour hours day days week weeks month months year years "
        "working business arbetsdagar procent percent cent kronor also även"
    ).words
    for stem in word.stems
)


@dataclass(frozen=True)
class Claim:
    """One value or demand that a sentence states. Claims of one `measure` can be compared by `bound` and `value`."""

    unit: Unit
    sentence: str
    difference: Difference
    measure: str
    bound: str
    value: tuple[float, ...]
    written: str

    @property
    def language(self) -> Language:
        return "sv" if self.unit.source.passage.language == "sv" else "en"

    @property
    def rest(self) -> str:
        """The sentence without its value."""
        return self.sentence if self.difference == "modality" else self.sentence.replace(self.written, " ")

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """What the sentence is about: its words without the value, its bound, numbers and addresses."""
        found = question_terms(_ADDRESS.sub(" ", self.rest)).words
        return tuple(word for word in found if not word.stems & _BOUNDING)

    @cached_property
    def dimensions(self) -> frozenset[int]:
        return frozenset(passage_terms(self.sentence, self.language).indices)

    @cached_property
    def context(self) -> frozenset[int]:
        """The dimensions of all that says what the sentence is about."""
        properties, section = self.unit.source.properties, self.unit.source.passage.section
        about = "\n".join((properties.title, *section, self.unit.lead, self.sentence))
        return frozenset(passage_terms(about, self.language).indices)

    @cached_property
    def is_rule(self) -> bool:
        """Whether it says what is to be, rather than what was or is."""
        if _REPORTED.search(self.sentence):
            return False
        stated = clauses(self.sentence, self.language)
        return self.bound != _EXACT or any(part.stance in _RULED or part.directive for part in stated)


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two claims that contradict each other, the one that ranks higher first; with no `rule`, the nearer one."""

    claims: tuple[Claim, Claim]
    rule: RankingRule

    @property
    def decided(self) -> bool:
        return self.rule != "none"


def disputes_of(question: str, selection: Selection) -> tuple[Dispute, ...]:
    """What the best units say that other documents, of those found, contradict. Nothing is embedded for it."""
    best = [scored.unit for scored in selection.units]
    asked = question_terms(question).words
    sources = [item.candidate for item in selection.found.ranked[:_PASSAGES] if _counts(item.candidate.passage.text)]
    others = [unit for source in sources for unit in units_of(source) if _counts(unit.text)]
    found: dict[tuple[object, ...], Dispute] = {}
    for one, other in _comparable(best, others):
        if _contradict(one, other, asked):
            dispute = _ranked(one, other)
            first, second = dispute.claims
            key = (one.measure, *sorted((document_of(claim.unit), *claim.value) for claim in (first, second)))
            found.setdefault(key, dispute)
    return _told_by_subject(tuple(found.values()), [*best, *others])[:_MOST_SHOWN]


def contradictions(own: Sequence[Unit], others: Sequence[Unit]) -> tuple[Dispute, ...]:
    """What the units of one text say that those of other documents contradict, whatever may be asked of them."""
    near = (
        two for two in product(own, others) if len(rough_words(two[0].text) & rough_words(two[1].text)) >= _NEAR_WORDS
    )
    demanding = (pair for unit, other in near for pair in product(demands(unit), demands(other)))
    pairs = (*_comparable(own, [unit for unit in others if _counts(unit.text)]), *demanding)
    found = {
        (one.sentence, one.measure, other.sentence): _ranked(one, other) for one, other in pairs if oppose(one, other)
    }
    return _told_by_subject(tuple(found.values()), [*own, *others])


def _comparable(best: Sequence[Unit], others: Sequence[Unit]) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of claims of one measure, from two documents, with words in common; cheap tests first."""
    words = {id(unit): rough_words(unit.text) for unit in (*best, *others)}
    stated = {id(unit): tuple(valued_claims(unit)) for unit in best if _counts(unit.text)}
    for unit, other in product(best, others):
        mine = stated.get(id(unit), ())
        if (
            not mine
            or document_of(unit) == document_of(other)
            or len(words[id(unit)] & words[id(other)]) < _ALIKE_WORDS
        ):
            continue
        if id(other) not in stated:
            stated[id(other)] = tuple(valued_claims(other))
        yield from ((one, two) for one, two in product(mine, stated[id(other)]) if one.measure == two.measure)
    for at, unit in enumerate(best):
        for other in best[at + 1 :]:
            # Two sentences that only differ in what they demand are both among the best, or neither is.
            if document_of(unit) != document_of(other) and len(words[id(unit)] & words[id(other)]) >= _NEAR_WORDS:
                yield from product(demands(unit), demands(other))


def _counts(text: str) -> bool:
    return any(char.isdigit() for char in text) or not _NUMBER_WORDS.isdisjoint(text.casefold().split())


def document_of(unit: Unit) -> str:
    return unit.source.passage.document_id


def rough_words(text: str) -> frozenset[str]:
    """Beginnings of words: a cheap sieve before stems are compared."""
    return frozenset(word[:5] for word in _TOKEN.findall(text.casefold()))


def _sentences(unit: Unit) -> Iterator[str]:
    for start, end in split(unit.text, unit.source.passage.language):
        yield " ".join(unit.text[start:end].split())


def demands(unit: Unit) -> Iterator[Claim]:
    """What the unit allows, forbids or demands in sentences of one clause, without conditions and without values."""
    for sentence in _sentences(unit):
        parts = clauses(sentence, "sv" if unit.source.passage.language == "sv" else "en")
        if len(parts) == 1 and parts[0].stance in _RULED and not parts[0].bounded and not parts[0].conditions:
            stance = parts[0].stance
            yield Claim(unit, sentence, "modality", "modality", _EXACT, (float(_STANCES.index(stance)),), sentence)


def valued_claims(unit: Unit) -> Iterator[Claim]:
    """The values in the unit's sentences that stand alone there; of several alike, each is for a case of its own."""
    for sentence in _sentences(unit):
        counted: dict[str, list[Amount]] = {}
        for amount in amounts(sentence):
            if measure := _measure(amount):
                counted.setdefault(measure, []).append(amount)
        for measure, alike in counted.items():
            amount, bound = alike[0], _BOUNDS.get(alike[0].limit)
            if len(alike) == 1 and bound is not None:
                value = (amount.value * _DAYS.get(amount.unit, 1.0),)
                yield Claim(unit, sentence, _difference(measure), measure, bound, value, _verbatim(amount, sentence))
        days = [one for one in moments(plain(sentence)) if one.kind == "date" and one.parts[1] and one.parts[2]]
        if len(days) == 1:
            yield Claim(
                unit, sentence, "date", "date", _EXACT, tuple(map(float, days[0].parts)), days[0].written.rstrip(".")
            )


def _measure(amount: Amount) -> str:
    """What the amount is comparable with; "" for what is none of the differences that are told."""
    if amount.unit in _DAYS:
        return "duration"
    if amount.unit in _MONEY or amount.unit == "%":
        return amount.unit
    if not amount.unit and amount.noun and amount.limit is not Limit.NONE:
        return f"number of {next(iter(sorted(question_terms(amount.noun).vector.indices)), 0)}"
    return ""


def _difference(measure: str) -> Difference:
    return "deadline" if measure == "duration" else "percentage" if measure == "%" else "amount"


def _verbatim(amount: Amount, sentence: str) -> str:
    """As the sentence writes it; units of two words were joined to read them."""
    if amount.written in sentence:
        return amount.written
    number = amount.written.split()[0]
    found = re.search(rf"{re.escape(number)}(?: [^\W\d_]+){{0,2}}", sentence)
    return found.group() if found else number


def _contradict(one: Claim, other: Claim, asked: Sequence[Word]) -> bool:
    return oppose(one, other) and all(_covered(asked, claim.context, _equally)[0] >= _ASKED for claim in (one, other))


def oppose(one: Claim, other: Claim) -> bool:
    """Whether two claims of one measure contradict each other, whatever is asked."""
    return (
        _differ(one, other)
        and _same_subject(one, other, _equally)
        and not _of_two_cases(one, other)
        and one.is_rule
        and other.is_rule
    )


def _differ(one: Claim, other: Claim) -> bool:
    if one.difference == "modality":
        return frozenset({_STANCES[int(one.value[0])], _STANCES[int(other.value[0])]}) in _OPPOSED
    if one.difference == "date":
        return any(mine != its for mine, its in zip(one.value, other.value, strict=True) if mine and its)
    mine, its = one.value[0], other.value[0]
    if max(mine, its) <= min(mine, its) * (_SAME_DURATION if one.measure == "duration" else 1.0):
        return False
    if one.bound == other.bound:
        return True
    # A bound and a plain value contradict each other when the value is out of bounds.
    bounds = {one.bound: mine, other.bound: its}
    plain_value = bounds.get(_EXACT)
    if plain_value is None:
        return False
    return plain_value > bounds.get(_MOST, plain_value) or plain_value < bounds.get(_LEAST, plain_value)


Weight = Callable[[Word], float]


def _equally(word: Word) -> float:
    return 1.0


def _told_by_subject(disputes: Sequence[Dispute], units: Sequence[Unit]) -> tuple[Dispute, ...]:
    """Those whose common words are not just what all the found text is about: weighed by their rarity there."""
    if not disputes:
        return ()
    held = [frozenset(passage_terms(unit.text, unit.source.passage.language).indices) for unit in units]

    def rarity(word: Word) -> float:
        return log(1 + len(held) / (1 + sum(not word.stems.isdisjoint(one) for one in held)))

    return tuple(dispute for dispute in disputes if _same_subject(*dispute.claims, rarity))


def _same_subject(one: Claim, other: Claim, weight: Weight) -> bool:
    covers = [_covered(one.words, other.dimensions, weight), _covered(other.words, one.dimensions, weight)]
    shared = min(words for _, words in covers)
    if one.difference == "modality":
        return min(cover for cover, _ in covers) >= _ALIKE_COVER and shared >= _NEAR_WORDS
    cover = max(cover for cover, _ in covers)
    return (shared >= _ALIKE_WORDS and cover >= _ALIKE_COVER) or (shared >= _NEAR_WORDS and cover >= _NEAR_COVER)


def _of_two_cases(one: Claim, other: Claim) -> bool:
    """Whether each has a name, or a word or two of its own, in the place of the other's: gold here, silver there."""
    own = [_own(one, other), _own(other, one)]
    names = [frozenset(_NAME.findall(claim.rest)) for claim in (one, other)]
    return all(1 <= len(words) <= _CASE_WORDS for words in own) or bool(names[0] - names[1] and names[1] - names[0])


def _own(claim: Claim, other: Claim) -> list[Word]:
    return [word for word in claim.words if word.explained_by(other.dimensions) < _HELD]


def _covered(words: Sequence[Word], dimensions: frozenset[int], weight: Weight) -> tuple[float, int]:
    """The share of the words, by weight, that stand among the dimensions, and how many of them do."""
    weights = [(weight(word), word.explained_by(dimensions) >= _HELD) for word in words]
    total = sum(weight for weight, _ in weights)
    return (sum(weight for weight, held in weights if held) / total if total else 0.0), sum(held for _, held in weights)


def _ranked(one: Claim, other: Claim) -> Dispute:
    mine, its = one.unit.source.properties, other.unit.source.properties
    if mine.kind is not its.kind:
        first, second = sorted((one, other), key=lambda claim: _RANK[claim.unit.source.properties.kind])
        return Dispute((first, second), "policy-over-playbook-over-lesson")
    if mine.valid_from and its.valid_from and mine.valid_from != its.valid_from:
        return Dispute((one, other) if mine.valid_from > its.valid_from else (other, one), "newer-valid-from")
    return Dispute((one, other), "none")


def settled(question: str, selection: Selection, disputes: Iterable[Dispute]) -> Selection:
    """What a writer is to work with: what ranks lower makes room for what ranks higher, and is shown beside it."""
    for dispute in disputes:
        if dispute.decided:
            selection = _preferring(question, selection, *(claim.unit for claim in dispute.claims))
    return selection


def _preferring(question: str, selection: Selection, first: Unit, second: Unit) -> Selection:
    """`first` in the place of `second`, or before all where the question asks for what the two dispute."""
    best = selection.units[0]
    replaced = [scored for scored in selection.units if scored.unit in (first, second)]
    place = best if asked_for(question, first) == 1.0 else max(replaced, key=lambda scored: scored.score)
    others = (scored for scored in selection.units if scored not in replaced)
    # A model reads passages: the one that ranks lower comes last.
    last = [item for item in selection.found.ranked if item.candidate.passage.id == second.source.passage.id]
    ranked = (*(item for item in selection.found.ranked if item not in last), *last)
    return Selection(
        replace(selection.found, ranked=ranked),
        tuple(sorted((replace(place, unit=first), *others), key=lambda scored: -scored.score)),
    )


def conflicts_among(disputes: Iterable[Dispute], citations: Citations) -> tuple[Conflict, ...]:
    """The disputes as an answer tells of them, with both sides cited."""
    return tuple(_conflict(dispute, citations) for dispute in disputes)


def _conflict(dispute: Dispute, citations: Citations) -> Conflict:
    first, second = dispute.claims
    (one, other), _ = citations.add(_quotes(dispute))
    return Conflict(
        citations=(one, other),
        about=re.sub(r"^[\d.]+\s+", "", first.unit.heading),
        difference=first.difference,
        values=(first.written, second.written),
        preferred=one if dispute.decided else None,
        rule=dispute.rule,
    )


def _quotes(dispute: Dispute) -> tuple[Quote, Quote]:
    one, other = (Quote(unit.source, unit.start, unit.end, unit.text) for unit in (c.unit for c in dispute.claims))
    return one, other
