"""Sentences end where a reader of Swedish or English would say they end."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sentences import split

# "¦" marks where the text is to be split; a case without it is one sentence.
SWEDISH = [
    "Systemet ligger på nivå. ¦Den som ansvarar är Karin.",
    "Vi använder t.ex. Microsoft Copilot i pilotprojektet.",
    "Vi använder t. ex. Microsoft Copilot i pilotprojektet.",
    "Det gäller bl.a. Göteborg, Malmö m.fl. orter.",
    "Det gäller bl. a. Göteborg.",
    "Kontot spärras, dvs. Behörigheten tas bort.",
    "Kontot spärras, d.v.s. HR meddelas.",
    "Policyn gäller datorer, telefoner m.m. ¦Den ses över varje år.",
    "Policyn gäller datorer, telefoner m. m. ¦Den ses över varje år.",
    "Vi mäter svarstid, kostnad osv. ¦Resultatet redovisas månadsvis.",
    "Vi mäter svarstid, kostnad o.s.v. och redovisar resultatet.",
    "Enligt kap. 3 ska ägaren godkänna.",
    "Enligt kap. IV ska ägaren godkänna.",
    "Se nr 4. ¦Därefter gäller nr. 5 i listan.",
    "Se s. 12 och sid. 14.",
    "Läs mer på s. 12. ¦Den som undrar frågar ägaren.",
    "Vi köpte 5 st. ¦Leverantören fakturerar i maj.",
    "Mötet börjar kl. 14.30. ¦Alla är välkomna.",
    "Mötet börjar kl. 14.30 i sal B.",
    "Det kostar ca. 300 kr. ¦Priset är exkl. moms.",
    "Gäller fr.o.m. 1 maj t.o.m. 31 december.",
    "Gäller fr.o.m. Januari 2025.",
    "Träffsäkerheten ökade med 1.5 % på åtta veckor. ¦Kostnaden sjönk.",
    "Gränsen är 1,5 %. ¦Över den gäller särskilda regler.",
    "Beslutet fattades den 3. maj av styrgruppen.",
    "Beslutet fattades den 3. Maj av styrgruppen.",
    "Beslutet gäller från 2024. ¦Det ersätter det tidigare.",
    "Antalet ökade till 12. ¦Målet var 15.",
    "Version 2.1 ersätter 2.0. ¦Den gäller alla.",
    "Frågor besvaras av A. Svensson och K. G. Lindström.",
    "Välj alternativ B. ¦Det är billigast.",
    "Varför? ¦För att det krävs.",
    "Stopp! ¦Kontakta säkerhetschefen.",
    "”Får jag lägga in kunddata?” frågade hon.",
    "Hon frågade: ”Får jag lägga in kunddata?” ¦Svaret var nej.",
    "Det står ”Aldrig utan avtal.” ¦Det gäller alla.",
    "Dokumentera beslutet. ¦(Mallen finns i bilaga 2.) ¦Spara det sedan.",
    "Dokumentera beslutet (se bilaga 2.) och spara det.",
    "Vi prövade … men det gick inte.",
    "Vi prövade ... ¦Sedan gav vi upp.",
    "Resultatet dröjer… ¦Under tiden gäller det gamla.",
    "Läs mer på https://exempel.se/policy.html. ¦Den uppdateras ofta.",
    "Skriv till dataskydd@exempel.se. ¦Vi svarar inom två dagar.",
    "Adressen är www.exempel.se/a.b?c=1.5 och gäller alla.",
    "Enligt 5 § dataskyddslagen gäller detta. ¦Se även 6 §. ¦Den är tydlig.",
    "1. Anmäl incidenten till it-supporten.",
    "2.1. Syfte och mål",
    "a. Anmäl incidenten.",
    "Steg 1. Logga in i portalen. ¦Välj sedan Rapportera.",
    "- Anmäl incidenten. ¦Vänta på svar.",
    "Punkter:\n¦- Första punkten\n¦- Andra punkten",
    "1. Logga in.\n¦2. Välj verktyg.\n¦3. Spara.",
    "a) Personuppgifter\n¦b) Kunddata",
    "Syfte\n¦Policyn beskriver hur vi använder AI.",
    "Roller och ansvar\n\n¦Ägaren ansvarar för innehållet.",
    "Policyn beskriver hur medarbetare i koncernen får\nanvända generativ AI i sitt arbete.",
    "Leverantören ska redovisa var uppgifterna lagras och av vem, t.ex.\nMicrosoft eller någon annan part.",
    "Personuppgiftsansvarig är Nordfjord AB enligt avtal med\nKommunen.",
    "Roll | Ansvar\n¦Ägare | Innehåll. ¦Granskar",
    "Avtalet gäller prof. Lind och dr. Berg.",
    "Jfr. Bilaga 3 för exempel.",
    "Kontakta resp. Chef före beslut.",
    "Beloppet är 300 000 kr. ¦Därutöver tillkommer moms.",
    "Se fig. 2 och tab. 3. ¦Där framgår målen.",
    "Det sägs i art. 6.1 f. ¦Det betyder intresseavvägning.",
    "Inköp/upphandling m.m. ¦Ansvarig är inköpschefen.",
    "Svaret kom för sen. ¦Kunden klagade.",
    "Rapporten är klar.[3] ¦Den publiceras i juni.",
    "Kraven är höga. ¦• Logga allt\n¦• Radera sedan",
    "Målet nås. ¦– Vi är nöjda, säger chefen.",
    "30 % kortare svarstid på 8 veckor. ¦10 procentenheter bättre träffsäkerhet.",
    "Ärendet stängs 2024-05-03. ¦Åtgärder följs upp.",
    "Det s.k. Fakturaprojektet blev klart i tid.",
    "Över 90 procent svarade. ¦Äldre svar räknas inte. ¦Överlag var man nöjd.",
]
ENGLISH = [
    "The tool is approved. ¦It may be used for drafts.",
    "Use an approved tool, e.g. Copilot, for drafts.",
    "Use an approved tool, e. g. Copilot, for drafts.",
    "The owner, i.e. The Steering Group, decides.",
    "Ask Dr. Berg or Mr. Lund before you buy.",
    "The supplier is Acme Inc. and its parent.",
    "The supplier is Acme Inc. ¦The contract ends in May.",
    "The supplier is Acme Inc. Sweden branch.",
    "Data must not leave the U.S. without a contract.",
    "Data is stored in the U.S. ¦This needs a transfer assessment.",
    "The U.S. Government publishes guidance.",
    "The meeting is at 3 p.m. on Monday.",
    "The meeting is at 3 p.m. ¦Please be on time.",
    "Accuracy rose by 1.5 % in eight weeks. ¦Cost fell.",
    "See No. 5 and pp. 12-14. ¦Then decide.",
    "May I? ¦No. ¦The policy forbids it.",
    "We keep logs, backups, etc. ¦Retention is 12 months.",
    "As J. R. Smith et al. (2020) showed, pilots fail.",
    'He said "Stop." ¦Then the pilot ended.',
    'She asked "Why?" and left.',
    "Done (see Annex 2). ¦Next, scale.",
    "Upgrade to version 2.1. ¦Older ones are blocked.",
    "Go to https://example.org/a.b. ¦Sign in there.",
    "Wait... ¦What about bias?",
    "Compare build vs. Buy before the pilot.",
    "Vitamin C. ¦It helps.",
    "The limit is EUR 5,000.50. ¦Above it, the board decides.",
    "Really?! ¦Yes.",
    "Section 4. ¦The owner reviews it yearly.",
]


@pytest.mark.parametrize(
    ("language", "marked"), [*[("sv", case) for case in SWEDISH], *[("en", case) for case in ENGLISH]]
)
def test_sentences_end_where_a_reader_says(language: str, marked: str) -> None:
    text = marked.replace("¦", "")
    assert [text[start:end] for start, end in split(text, language)] == [part.strip() for part in marked.split("¦")]


@pytest.mark.parametrize("shared", [*SWEDISH[:10], *ENGLISH[:4]])
def test_the_rules_for_both_languages_hold_when_the_language_is_unknown(shared: str) -> None:
    text = shared.replace("¦", "")
    assert len(split(text)) == shared.count("¦") + 1


TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            ["t.ex.", "m.m.", "Den", "den", "kap.", "3", "1.5 %", ".", "?!", "…", "”", ")", "(", "\n", "\n\n", " ",
             "- ", "1. ", " | ", "U.S.", "A.", "nivå.", "\t", "\u2028", "\x1c", "\u00a0", "[3]", ":", "å"]
        ),
        max_size=60,
    ).map("".join),
)  # fmt: skip


@given(TEXTS, st.sampled_from(["sv", "en", ""]))
def test_sentences_are_in_order_trimmed_and_hold_every_character(text: str, language: str) -> None:
    spans = split(text, language)
    position = 0
    for start, end in spans:
        assert position <= start < end
        assert text[position:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        position = end
    assert text[position:].strip() == ""


@pytest.mark.parametrize(
    "pattern", [".", ". ", "a. ", "A", "(", '."', "1.", " ", "\n", "t.ex. ", ".)", "a.b", "[1]", ".[1]", "t. ", "!A"]
)
def test_hostile_text_takes_time_in_proportion_to_its_length(pattern: str) -> None:
    def seconds(chars: int) -> float:
        text = pattern * (chars // len(pattern))
        began = time.process_time()
        split(text, "sv")
        return time.process_time() - began

    short, long = min(seconds(20_000) for _ in range(3)), seconds(160_000)
    assert long < 30 * short + 0.1  # eightfold text; 64-fold time would be quadratic
