"""After an erasure an old answer says what its sources say now."""

from knowledge.registry.persons import requoted

ANSWER = {
    "status": "answered",
    "citations": [
        {"revision": "a", "start": 0, "end": 10, "quote": "Åsa ringde"},
        {"revision": "b", "start": 0, "end": 3, "quote": "Åsa"},
    ],
    "sentences": [{"text": "Åsa ringde.", "citations": [0]}],
}


def test_quotes_and_the_sentences_made_of_them_follow_the_text() -> None:
    answer = requoted(ANSWER, {"a": "███ ringde i går."})

    assert [citation["quote"] for citation in answer["citations"]] == ["███ ringde", "Åsa"]
    assert answer["sentences"] == [{"text": "███ ringde.", "citations": [0]}]


def test_what_rests_on_other_texts_is_left_alone() -> None:
    assert requoted(ANSWER, {}) == ANSWER
    assert requoted(ANSWER, {"a": "Åsa ringde i går."}) == ANSWER
    assert requoted(ANSWER, {"a": ""}) == ANSWER
