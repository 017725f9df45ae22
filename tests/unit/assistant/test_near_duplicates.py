"""Which texts say nearly the same, and that finding it takes no time for each pair."""

import time

from assistant.documents.near_duplicates import near_duplicates

RULES = " ".join(
    f"Regel {n} säger att rum {n * 7} på plan {n % 5} får bokas av grupp {n * 3} i förväg." for n in range(40)
)


def test_a_text_with_a_few_changed_words_is_a_near_duplicate_and_a_copy_the_same() -> None:
    changed = RULES.replace("rum 70 ", "sal 71 ").replace("plan 3 ", "våning 3 ")
    pairs = {(pair.one, pair.other): pair for pair in near_duplicates({"a": RULES, "b": changed, "c": RULES.upper()})}

    assert pairs["a", "c"].is_same
    assert 0.5 <= pairs["a", "b"].likeness < 0.95
    assert not pairs["a", "b"].is_same


def test_a_text_within_a_longer_one_is_found_from_the_shorter() -> None:
    longer = f"{RULES} " + " ".join(f"Annan sak nummer {n} om helt andra ämnen än {n + 1}." for n in range(400))
    (pair,) = near_duplicates({"short": RULES, "long": longer})
    assert pair.likeness > 0.95


def test_texts_that_share_a_letterhead_are_no_duplicates() -> None:
    head = "Nordvik AB styrande dokument fastställt av ledningen och gäller tills vidare. "
    texts = {f"d{n}": head + " ".join(f"ord{n}x{i} sak{i}y{n}" for i in range(60)) for n in range(30)}
    assert near_duplicates(texts) == ()


def test_a_thousand_documents_take_a_second_or_so() -> None:
    texts = {f"d{n}": " ".join(f"w{(n * 31 + i * 7) % 5000}" for i in range(500)) for n in range(1000)}
    # Of the processor's time: what else the machine does is not counted.
    began = time.process_time()
    near_duplicates(texts)
    assert time.process_time() - began < 10
