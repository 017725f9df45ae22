"""What documents, people and models write is shown as it stands, and never becomes part of the page."""

from collections.abc import Sequence
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.schemas.answers import Answer, AnswerStatus, NearestSource, Sentence
from assistant.schemas.documents import RevisionText
from tests.unit.ui.fake_api import HOSTILE, LIMIT, NOW, abstained, answered, cite, policy, problem
from ui import markup
from ui.chat import no_answer
from ui.client import ApiError
from ui.documents import catalogue
from ui.frame import literal
from ui.places import Place
from ui.problems import problem_words
from ui.texts import Texts, load_texts

SV, EN = load_texts("sv"), load_texts("en")
WRITTEN = st.one_of(
    st.text(max_size=60), st.sampled_from([HOSTILE, '"><script>', "&lt;b&gt;", "' onclick='x", "\x00<"])
)


class Reader(HTMLParser):
    """What a browser makes of the HTML: its text, its elements, and the attributes that lead or load somewhere."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


OURS = {"div", "p", "span", "button", "ul", "ol", "li", "section", "h3", "h4", "a", "mark", "table", "thead", "tbody"}
OURS |= {"tr", "th", "td", "details", "summary"}


def check(html: str) -> Reader:
    read = Reader(html)
    assert set(read.elements) <= OURS
    for name, value in read.attributes:
        assert not name.startswith("on")
        assert name not in {"src", "style", "srcset"}
        assert name != "href" or value.startswith(("/document?", "mailto:"))
    return read


@given(WRITTEN, WRITTEN, WRITTEN, st.sampled_from(["sentence", "item", "row"]))
def test_an_answer_shows_every_word_literally(sentence: str, title: str, owner: str, form: str) -> None:
    given = answered(
        "?",
        sentences=(Sentence(text=sentence, citations=(0,), support=1, form=form),),  # type: ignore[arg-type]
        citations=(cite(title=title, section=(title, owner), owner=owner, version=title),),
    )

    read = check(markup.answer(given, 0, SV))

    assert " ".join(sentence.replace("\x00", "").split()) in " ".join(read.text.replace("\x00", "").split())


@given(WRITTEN, WRITTEN, WRITTEN)
def test_an_abstention_shows_every_word_literally(question: str, title: str, owner: str) -> None:
    nearest = NearestSource(
        passage_id="p", document_id=title or "d", title=title, kind="policy", owner=owner, score=0.5, url=title
    )
    given = abstained(question or "?", missing=(title,), nearest=(nearest,), owner=owner)

    check(no_answer.abstention(given, 0, SV, filtered=True))


@given(st.text(max_size=200), st.integers(0, 300), st.integers(0, 300), st.integers(0, 50))
def test_exactly_the_quoted_characters_are_marked(body: str, start: int, length: int, offset: int) -> None:
    revision = revision_of(body, offset)
    place = Place("d", "r", start, start + length)

    read = check(markup.marked(revision, place, SV))

    assert read.text.strip("…").replace("\x00", "") == body.strip("…").replace("\x00", "").replace("\r\n", "\r\n")
    quoted = body[max(0, start - offset) : max(0, start + length - offset)]
    assert ("mark" in read.elements) == bool(quoted)
    if quoted:
        assert markup.text(quoted) + "</mark>" in markup.marked(revision, place, SV)


@given(WRITTEN, WRITTEN)
def test_the_library_shows_every_word_literally(title: str, owner: str) -> None:
    document = policy(id=title or "d", title=title, owner=owner, reference=owner, version=title, warnings=(owner,))

    check(catalogue.table([document], NOW.date(), SV))


@given(st.text(max_size=60))
def test_a_label_never_becomes_markdown(words: str) -> None:
    label = literal(words)

    assert "![" not in label
    assert not any(sign in label.replace(f"\\{sign}", "") for sign in "*_`[]<>#$~:")


def revision_of(body: str, offset: int = 0) -> RevisionText:
    return RevisionText(
        document_id="d",
        revision="r",
        title="T",
        media_type="text/plain",
        text=body,
        offset=offset,
        total_chars=offset + len(body) + 10,
        current=True,
        created_at=NOW,
    )


def test_a_chip_says_which_source_it_opens(texts: Texts) -> None:
    html = markup.answer(answered("?"), 3, texts)

    label = {"sv": "Källa 2: Policy för generativ AI, avsnitt Personuppgifter, sid. 3. Stöds delvis av källan"}
    label["en"] = "Source 2: Policy för generativ AI, section Personuppgifter, p. 3. Partly supported by the source"
    assert f'aria-label="{label[texts.language]}' in html
    assert 'data-l-turn="3" data-l-index="1"' in html


def test_a_sentence_has_the_numbers_of_its_own_citations_only() -> None:
    given = answered("?", sentences=(Sentence(text="A b.", citations=(1, 7), support=1),))

    html = markup.sentences(given.sentences, given.citations, 0, SV, "sv")

    assert ">2</button>" in html
    assert html.count("<button") == 1


@pytest.mark.parametrize(
    ("support", "level"), [(1.0, "supported"), (0.75, "supported"), (0.6, "partly"), (0.2, "weak")]
)
def test_support_is_said_in_words_not_in_decimals(support: float, level: str) -> None:
    given = answered("?", sentences=(Sentence(text=LIMIT, citations=(0,), support=support),))

    html = markup.sentences(given.sentences, given.citations, 0, SV, "sv")

    assert f"l-{level}" in html
    assert str(support) not in html


def test_list_items_of_one_block_stand_in_one_list() -> None:
    items = tuple(Sentence(text=f"Steg {n}.", citations=(0,), support=1, form="item", block=1) for n in range(3))
    lead = Sentence(text="Gör så här.", citations=(0,), support=1)

    read = Reader(markup.sentences((lead, *items), (cite(),), 0, SV, "sv"))

    assert (read.elements.count("p"), read.elements.count("ul"), read.elements.count("li")) == (1, 1, 3)


def test_a_source_shows_what_tells_whether_to_trust_it() -> None:
    given = answered("?", citations=(cite(superseded=True, review_overdue=True),))

    read = Reader(markup.sources(given, 0, SV))

    for words in ("Policy", "Anna Ek", "version 2.1", "giltig från 2026-01-15", "Ersatt", "Granskning försenad"):
        assert words in read.text


def test_a_place_that_is_quoted_twice_is_listed_once_with_both_numbers() -> None:
    quoted = (cite(), cite(start=1, end=2), cite(section=("Annat",)))

    read = Reader(markup.sources(answered("?", citations=quoted), 0, SV))

    assert (read.elements.count("li"), read.elements.count("button")) == (2, 3)


def test_an_owner_with_an_address_can_be_written_to() -> None:
    given = abstained("Får jag?", owner="Chef, Anna Ek <anna.ek@example.org>")
    html = no_answer.ask_owner(given, SV)

    assert "Chef, Anna Ek ansvarar" in html
    assert 'href="mailto:anna.ek@example.org?subject=Fr%C3%A5ga%3A%20F%C3%A5r%20jag%3F&amp;body=Hej%21%0A' in html
    assert "mailto" not in no_answer.ask_owner(abstained("Får jag?", owner="AI-rådet"), SV)


def test_the_question_to_an_owner_can_be_copied_with_or_without_an_address() -> None:
    for owner in ("Anna Ek <anna.ek@example.org>", "AI-rådet"):
        assert 'data-l-copy="Hej!' in no_answer.ask_owner(abstained("Får jag?", owner=owner), SV)


def test_an_abstention_offers_three_sources_at_most_and_sounds_no_alarm(texts: Texts) -> None:
    given = abstained("?")
    given = given.model_copy(update={"nearest": given.nearest * 5})

    html = no_answer.abstention(given, 0, texts, filtered=False)

    assert html.count('data-l-act="nearest"') == 3
    assert 'role="alert"' not in html


def test_a_partial_answer_says_which_part_was_not_found() -> None:
    given: Answer = answered("?", status=AnswerStatus.PARTIAL, missing=("kostnaden för licenser",))

    assert "kostnaden för licenser" in no_answer.partial(given, SV)


def test_four_failures_have_four_texts(texts: Texts) -> None:
    codes = ["registry-unavailable", "model-unavailable", "index-empty", "unreachable"]
    words = {problem_words(ApiError(problem(code)), texts) for code in codes}

    assert len(words) == 4
    assert (texts("abstain.heading"), texts("abstain.body")) not in words


def test_an_unknown_failure_speaks_in_the_servers_words(texts: Texts) -> None:
    title, body = problem_words(ApiError(problem("brand-new")), texts)

    assert (title, body) == ("Title of brand-new", "Detail of brand-new.")


def test_a_source_s_own_words_in_another_language_are_marked_and_read_out_in_it() -> None:
    item = Sentence(text="Registret höll 412 dubbletter.", citations=(0,), support=1, original_language="sv")
    html = markup.sentences((item,), (cite(),), 0, EN, "en")
    assert '<span lang="sv">' in html
    assert "the source&#x27;s words, in Swedish" in html
    own = item.model_copy(update={"original_language": None})
    assert "l-original" not in markup.sentences((own,), (cite(),), 0, EN, "en")
