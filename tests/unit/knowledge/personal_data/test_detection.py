"""What is personal data in a text, and what only looks like it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language import Language
from knowledge.personal_data.detection import find


def found(text: str, language: Language = "sv") -> list[tuple[str, str]]:
    return [(finding.kind.value, text[finding.start : finding.end]) for finding in find(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "kind", "value"),
    [
        ("Skriv till karin.åberg@företaget.se.", "sv", "email", "karin.åberg@företaget.se"),
        ("Mail o'brien+ai@mail.example.co.uk today", "en", "email", "o'brien+ai@mail.example.co.uk"),
        ("Ring 070-123 45 67 före klockan tre", "sv", "phone", "070-123 45 67"),
        ("Växel 08-508 000 00", "sv", "phone", "08-508 000 00"),
        ("Nås på +46 70 123 45 67", "sv", "phone", "+46 70 123 45 67"),
        ("Call me on 020 7946 0958", "en", "phone", "020 7946 0958"),
        ("phone: (212) 555-2368", "en", "phone", "(212) 555-2368"),
        ("Betala till SE45 5000 0000 0583 9825 7466 OCH skicka kvitto", "sv", "iban", "SE45 5000 0000 0583 9825 7466"),
        ("to gb82west12345698765432.", "en", "iban", "gb82west12345698765432"),
        ("Kort 4111 1111 1111 1111, giltigt", "sv", "card", "4111 1111 1111 1111"),
        ("Amex 378282246310005", "en", "card", "378282246310005"),
        ("Inloggning från 85.24.12.9 i natt", "sv", "ip_address", "85.24.12.9"),
        ("from 2001:db8::8a2e:370:7334 at", "en", "ip_address", "2001:db8::8a2e:370:7334"),
        ("Hon bor på Storgatan 12 B, 123 45 Västerås", "sv", "address", "Storgatan 12 B, 123 45 Västerås"),
        ("Skickas till Box 123, 721 23 Västerås.", "sv", "address", "Box 123, 721 23 Västerås"),
        ("lives at 12 Acacia Avenue, London", "en", "address", "12 Acacia Avenue, London"),
        ("Enligt Karin Holmberg räcker det.", "sv", "name", "Karin Holmberg"),
        ("Frågor? Zelda Quark, zelda.quark@nordfors.example", "sv", "name", "Zelda Quark"),
        ("hur når jag anna svensson?", "sv", "name", "anna svensson"),
        ("Med vänlig hälsning\nZdenka", "sv", "name", "Zdenka"),
        ("Ägare: Per Ek", "sv", "name", "Per Ek"),
        ("Ask Mr. Quill about it", "en", "name", "Quill"),
        ("Olof P. Wennerlund skrev under", "sv", "name", "Olof P. Wennerlund"),
        ("Karin Holmberg kommer. Fråga inte Holmberg!", "sv", "name", "Holmberg"),
        ("Anna Blom är sjukskriven", "sv", "health", "sjukskriven"),
        ("He was diagnosed in May", "en", "health", "diagnosed"),
        ("Ärende 2024-1234 gäller Erik Dahl", "sv", "case_number", "2024-1234"),
    ],
)
def test_personal_data_is_found_at_its_place(text: str, language: Language, kind: str, value: str) -> None:
    assert (kind, value) in found(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "Organisationsnummer 556016-0680",
        "Gäller från 2024-01-15 till 2025-12-31",
        "Beslutat den 2024-01-15 kl. 09.30",
        "SS-EN ISO 27001:2022, avsnitt 4.1.2.3",
        "Version 1.2.3.4 av tjänsten",
        "Fakturanummer 4111111111111112",
        "OCR 4111111111111111",
        "Se GV-POL-004, kap. 3 § 12",
        "GDPR artikel 9.2 och SFS 2018:218",
        "Budget 1 200 000 kr för 2025, 30 % lägre",
        "Servern 127.0.0.1:8765 svarar",
        "Tiden 12:30:45 loggas",
        "SE45 5000 0000 0583 9825 7467",
        "Bankgiro 123-4567",
        "Sidorna 10-20, rad 070",
        "Den som är sjukskriven behåller sin behörighet",
        "Ärende 2024-1234 gäller upphandling",
        "Microsoft Teams och Azure OpenAI används i Norra Regionen",
        "Lindqvist AB levererar",
        "Per kvartal. Liv och hälsa. Sten och grus.",
        "The Data Protection Officer and the Chief Executive decide",
    ],
)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_only_looks_like_personal_data_is_not_found(text: str, language: Language) -> None:
    assert found(text, language) == []


@given(st.text(), st.sampled_from(["sv", "en"]))
def test_findings_are_in_order_within_the_text_and_never_overlap(text: str, language: Language) -> None:
    position = 0
    for finding in find(text, language):
        assert position <= finding.start < finding.end <= len(text)
        position = finding.end


HOSTILE = (
    "1|a|1 |a.|a@|0|+46 |1.|:|A |Aa |AB12|AB12 |SE45 5000 |0 ()|-1|x@y.|Storgatan |Storgatan 1 |12 Acacia |"
    "Anna |Anna Berg |Anna Berg sjukskriven "
)


@pytest.mark.parametrize("piece", HOSTILE.split("|"))
def test_hostile_text_takes_time_in_proportion_to_its_length(piece: str) -> None:
    def seconds(chars: int) -> float:
        text = (piece * chars)[:chars] + " a.b@c.se"
        # Of the processor's time: what else the machine does is not counted.
        began = time.process_time()
        find(text, "en")
        return time.process_time() - began

    # Twice as long at most 4 times as slow, with what measuring adds; a quadratic pattern takes minutes here.
    assert seconds(60_000) < 5 + 4 * seconds(30_000)
