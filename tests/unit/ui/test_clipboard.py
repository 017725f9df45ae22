from tests.unit.ui.fake_api import LIMIT, SECRETS, answered, cite
from ui.chat.clipboard import plain_answer
from ui.texts import load_texts


def test_an_answer_is_copied_with_numbers_quotes_and_links() -> None:
    copied = plain_answer(answered("Vad gäller?"), "https://kunskap.example.org", load_texts("sv"))

    first, second = cite(), cite(SECRETS)
    assert copied == (
        "Fråga: Vad gäller?\n\n"
        f"{LIMIT} [1]\n{SECRETS} [2]\n\n"
        "Källor\n"
        "[1] Policy för generativ AI, avsnitt Inköp; Anna Ek; version 2.1, giltig från 2026-01-15\n"
        f"    ”{LIMIT}”\n"
        f"    https://kunskap.example.org/document?id=d-policy&revision=r-policy&start={first.start}&end={first.end}\n"
        "[2] Policy för generativ AI, avsnitt Personuppgifter, sid. 3; Anna Ek; version 2.1, giltig från 2026-01-15\n"
        f"    ”{SECRETS}”\n"
        f"    https://kunskap.example.org/document?id=d-policy&revision=r-policy&start={second.start}&end={second.end}\n"
    )


def test_a_source_that_was_removed_is_named_but_neither_quoted_nor_linked() -> None:
    given = answered("Vad gäller?", citations=(cite(removed=True, quote="", url=""), cite(SECRETS)))

    copied = plain_answer(given, "", load_texts("en"))

    assert "(removed)" in copied
    assert copied.count("/document?") == 1
