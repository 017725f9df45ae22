"""What is taken out of a text is gone, and what tells people apart does not tell who they are."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.language import Language
from knowledge.personal_data.detection import find
from knowledge.personal_data.redaction import Handling, Policy, redact

from .written import identity_numbers

REDACT = Policy(Handling.REDACT, Handling.REDACT)
PSEUDONYMISE = Policy(Handling.PSEUDONYMISE, Handling.PSEUDONYMISE)
LANGUAGES = st.sampled_from(["sv", "en"])
VALUES = st.one_of(
    identity_numbers(),
    identity_numbers(coordination=True),
    st.sampled_from(
        ["4111 1111 1111 1111", "SE45 5000 0000 0583 9825 7466", "070-123 45 67", "a.b@c.se", "Storgatan 1, 123 45 Ort"]
    ),
)
WORDS = st.sampled_from(["Hej", "och", "den", "från", "Rutin", "12", "2024-01-15", "556016-0680", "§ 4", "by", "the"])
TEXTS = st.lists(st.one_of(VALUES, WORDS), max_size=12).map(" och ".join)


@given(TEXTS, LANGUAGES, st.sampled_from([REDACT, PSEUDONYMISE]))
def test_nothing_that_was_found_is_left(text: str, language: Language, policy: Policy) -> None:
    redacted = redact(text, language, policy)
    for finding in redacted.findings:
        assert text[finding.start : finding.end] not in redacted.text
    assert find(redacted.text, language) == ()


@given(st.text(), LANGUAGES)
def test_what_is_allowed_stays_as_it_was(text: str, language: Language) -> None:
    allowed = redact(text, language, Policy(Handling.ALLOW, Handling.ALLOW))
    assert allowed.text == text
    assert allowed.findings == find(text, language)


def test_redaction_says_what_stood_there_in_the_texts_language() -> None:
    text = "Skriv till a@b.se om 811218-9876"
    assert redact(text, "sv", REDACT).text == "Skriv till [e-postadress] om [personnummer]"
    assert redact(text, "en", REDACT).text == "Skriv till [mail address] om [personnummer]"


def test_contact_data_may_stay_where_sensitive_data_goes() -> None:
    policy = Policy(contact=Handling.ALLOW, sensitive=Handling.REDACT)
    assert redact("a@b.se, 811218-9876", "sv", policy).text == "a@b.se, [personnummer]"


def test_contact_data_that_is_published_stays_and_sensitive_data_does_not() -> None:
    published = "Fråga Karin Holmberg. Bolaget har numret 811218-9876."
    redacted = redact("Är Karin Holmberg 811218-9876? Kontakta Bo!", "sv", REDACT, published=published)
    assert redacted.text == "Är Karin Holmberg [personnummer]? Kontakta [namn]!"


def test_one_value_has_one_pseudonym_in_all_its_written_forms() -> None:
    text = "19811218-9876 och 640823-3234, sedan 8112189876"
    expected = "[personnummer 1] och [personnummer 2], sedan [personnummer 1]"
    assert redact(text, "sv", PSEUDONYMISE).text == expected


def test_with_a_secret_a_value_has_the_same_pseudonym_in_every_text() -> None:
    one = redact("Om 811218-9876", "sv", PSEUDONYMISE, b"secret").text
    other = redact("a@b.se: 19811218-9876", "sv", PSEUDONYMISE, b"secret").text
    assert one.removeprefix("Om ") == other.split(": ")[1]
    assert redact("Om 811218-9876", "sv", PSEUDONYMISE, b"another").text != one
