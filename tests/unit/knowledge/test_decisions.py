"""A log that was changed shows it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from knowledge.chain import FIRST, canonical, hash_of
from knowledge.decisions import LogEntry, broken_at


def chain(count: int) -> list[LogEntry]:
    entries: list[LogEntry] = []
    for number in range(1, count + 1):
        previous = entries[-1].hash if entries else FIRST
        body = canonical({"decision": number, "signer": None, "reasons": f"Skäl {number}"})
        entries.append(LogEntry(number, number, None, body, previous, hash_of(previous, body)))
    return entries


def test_an_untouched_log_is_whole() -> None:
    assert broken_at([]) is None
    assert broken_at(chain(4)) is None


@given(st.integers(1, 5), st.text(min_size=1))
def test_a_changed_entry_is_found_even_when_its_own_hash_is_made_anew(number: int, addition: str) -> None:
    entries = chain(6)
    changed = replace(entries[number - 1], body=canonical({"decision": number, "signer": None, "x": addition}))
    entries[number - 1] = changed
    assert broken_at(entries) == number
    entries[number - 1] = replace(changed, hash=hash_of(changed.previous, changed.body))
    assert broken_at(entries) == number + 1


@given(st.integers(1, 4))
def test_an_entry_that_was_taken_out_is_found(number: int) -> None:
    entries = chain(5)
    del entries[number - 1]
    assert broken_at(entries) == number


def test_a_signature_is_that_of_who_stands_in_the_entry() -> None:
    (entry,) = chain(1)
    assert broken_at([replace(entry, signer="bo")]) == 1


def test_the_same_content_is_always_written_the_same_way() -> None:
    assert canonical({"b": 1, "a": "å"}) == canonical({"a": "å", "b": 1}) == '{"a":"å","b":1}'
