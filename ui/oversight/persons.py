"""The page of the data protection officer: find a person, hand out or erase what is held, and the register."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from assistant.schemas.person_data import EraseRequest, HeldItem, Holdings, PersonRequest, Receipt, ReceiptLine
from assistant.schemas.persons import Role
from ui import behaviour, markup, session
from ui.behaviour import PageState
from ui.client import ApiError
from ui.oversight import holding_places
from ui.oversight.person_client import PersonClient
from ui.problems import problem_card
from ui.texts import Texts

_SHOWN_ITEMS = 50
_SHOWN_RECEIPTS = 20


@dataclass
class Looking:
    """Whom the page is about, until somebody else is looked for. It is kept in this session's memory only."""

    request: PersonRequest | None = None
    holdings: Holdings | None = None
    receipt: Receipt | None = None
    error: ApiError | None = None


def draw() -> None:
    texts, client, looking = session.texts(), session.persons(), session.held("looking", Looking)
    behaviour.mount(texts, PageState(announcement=_said(looking, texts)))
    session.remember_in_address()
    with st.container(key="persons"):
        st.html(f"<h1>{texts('persons.heading')}</h1>")
        if session.may(Role.ADMINISTRATOR):
            _person(looking, client, texts)
        try:
            if session.may(Role.ADMINISTRATOR):
                _receipts(client, texts)
            _papers(client, texts)
        except ApiError as error:
            st.html(problem_card(error, texts))


def _said(looking: Looking, texts: Texts) -> str:
    if looking.receipt is not None:
        return texts("persons.erased")
    return texts("persons.found", n=looking.holdings.total) if looking.holdings else ""


def _person(looking: Looking, client: PersonClient, texts: Texts) -> None:
    with st.form("person", border=False):
        written = st.text_area(
            texts("persons.who"), height=120, key="person_written", help=texts("persons.who_help"), max_chars=4000
        )
        if st.form_submit_button(texts("persons.search"), type="primary"):
            _search(looking, written, client)
    if looking.error is not None:
        st.html(problem_card(looking.error, texts))
    if looking.receipt is not None:
        _erased(looking.receipt, client, texts)
    elif looking.holdings is not None and looking.request is not None:
        _held(looking.holdings, looking.request, client, texts)
        _also(looking, looking.holdings, looking.request, client, texts)
        if looking.holdings.total:
            _erasing(looking, looking.holdings, client, texts)


def _search(looking: Looking, written: str, client: PersonClient) -> None:
    looking.receipt = looking.holdings = looking.error = None
    identifiers = tuple(line.strip() for line in written.splitlines() if line.strip())
    if not identifiers:
        return
    try:
        looking.request = PersonRequest.model_construct(identifiers=identifiers, language=session.language())
        looking.holdings = client.holdings(looking.request)
    except ApiError as error:
        looking.error = error


def _held(holdings: Holdings, request: PersonRequest, client: PersonClient, texts: Texts) -> None:
    st.html(f"<h2>{texts('persons.found', n=holdings.total)}</h2>")
    if not holdings.total:
        st.html(f'<p class="l-quiet">{texts("persons.nothing")}</p>')
        return
    counts = Counter((item.kind, _place(item.place), item.fate) for item in holdings.items)
    rows = [
        (texts(f"datakind.{kind}"), holding_places.in_words(place, texts), str(count), texts(f"erasure.{fate}"))
        for (kind, place, fate), count in counts.items()
    ]
    st.html(_table(("kind", "place", "count", "fate"), rows, texts))
    with st.expander(texts("persons.preview")):
        st.html("".join(_item(item, texts) for item in holdings.items[:_SHOWN_ITEMS]))
    with st.container(horizontal=True):
        st.download_button(
            texts("persons.export_html"),
            partial(client.export, request),
            "lardom-person.html",
            "text/html",
            icon=":material/download:",
        )
        st.download_button(
            texts("persons.export_json"),
            holdings.model_dump_json(indent=2),
            "lardom-person.json",
            "application/json",
            icon=":material/download:",
        )


def _also(looking: Looking, holdings: Holdings, request: PersonRequest, client: PersonClient, texts: Texts) -> None:
    if not holdings.also:
        return
    st.html(f"<p>{texts('persons.also', users=markup.text(', '.join(holdings.also)))}</p>")
    written = "\n".join((*request.identifiers, *holdings.also))
    st.button(texts("persons.search_also"), on_click=_search, args=(looking, written, client), key="search_also")


def _erasing(looking: Looking, holdings: Holdings, client: PersonClient, texts: Texts) -> None:
    """Typing how many places it is about takes a look at them; a second search would change the number."""
    st.html(f"<h2>{texts('persons.erase_heading')}</h2><p>{texts('persons.erase_about')}</p>")
    with st.form("erase", border=False):
        typed = st.text_input(texts("persons.confirm", n=holdings.total), key=f"confirm_{holdings.at}", width=320)
        if st.form_submit_button(texts("persons.erase"), icon=":material/delete_forever:"):
            _erase(looking, holdings, typed, client, texts)


def _erase(looking: Looking, holdings: Holdings, typed: str, client: PersonClient, texts: Texts) -> None:
    if typed.strip() != str(holdings.total) or looking.request is None:
        st.html(f'<p role="alert">{texts("persons.not_confirmed", n=holdings.total)}</p>')
        return
    request = EraseRequest.model_construct(
        identifiers=looking.request.identifiers, language=session.language(), dry_run=False, confirm=holdings.total
    )
    try:
        with st.spinner(texts("persons.erasing")):
            looking.receipt = client.erase(request)
    except ApiError as error:
        looking.error = error
    looking.holdings = looking.request = None
    st.rerun()


def _erased(receipt: Receipt, client: PersonClient, texts: Texts) -> None:
    st.html(f"<h2>{texts('persons.erased')}</h2>")
    if not receipt.complete:
        st.html(f'<p role="alert">{texts("persons.incomplete")}</p>')
    st.html(_lines(receipt.lines, texts))
    if receipt.remaining:
        st.html(f"<p>{texts('persons.remaining', files=markup.text(', '.join(receipt.remaining)))}</p>")
    _paper_of(receipt, client, texts, "new")


def _receipts(client: PersonClient, texts: Texts) -> None:
    receipts = client.receipts()
    if not receipts:
        return
    st.html(f"<h2>{texts('persons.receipts')}</h2>")
    for receipt in receipts[:_SHOWN_RECEIPTS]:
        with st.expander(f"{receipt.at:%Y-%m-%d %H:%M} · {receipt.id[:8]}"):
            st.html(_lines(receipt.lines, texts))
            _paper_of(receipt, client, texts, "kept")


def _paper_of(receipt: Receipt, client: PersonClient, texts: Texts, place: str) -> None:
    st.download_button(
        texts("persons.receipt_download"),
        partial(client.receipt_paper, receipt.id),
        f"lardom-erasure-{receipt.id}.md",
        "text/markdown",
        icon=":material/download:",
        key=f"receipt_{place}_{receipt.id}",
    )


def _papers(client: PersonClient, texts: Texts) -> None:
    language = session.language()
    register = client.register(language)
    st.html(f"<h2>{texts('persons.register')}</h2><p>{texts('persons.register_about')}</p>")
    said = (re.sub(r"`([^`]+)`", r"<code>\1</code>", markup.text(point)) for point in register.open_points)
    points = "".join(f"<li>{point}</li>" for point in said)
    if points:
        st.html(f"<p>{texts('persons.open_points')}</p><ul>{points}</ul>")
    with st.container(horizontal=True):
        for name, word in (
            ("register", texts("persons.register_download")),
            ("impact", texts("persons.impact_download")),
        ):
            st.download_button(
                word,
                partial(client.paper, "register" if name == "register" else "impact", language),
                f"lardom-{name}-{language}.md",
                "text/markdown",
                icon=":material/download:",
                key=f"paper_{name}",
            )


def _lines(lines: Iterable[ReceiptLine], texts: Texts) -> str:
    rows = [
        (
            texts(f"datakind.{line.kind}"),
            holding_places.in_words(line.place, texts),
            str(line.count),
            line.why or texts(f"erasure.{line.fate}"),
        )
        for line in lines
    ]
    return _table(("kind", "place", "count", "fate"), rows, texts)


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]], texts: Texts) -> str:
    head = "".join(f"<th>{texts(f'personcolumn.{column}')}</th>" for column in columns)
    body = "".join(f"<tr>{''.join(f'<td>{markup.text(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="l-holdings"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _place(name: str) -> str:
    """A file is counted with the others of its folder."""
    folder, slash, _ = name.partition("/")
    return f"{folder}{slash}"


def _item(item: HeldItem, texts: Texts) -> str:
    quotes = item.excerpts or tuple(
        str(value)
        for name, value in item.row.items()
        if isinstance(value, str) and name in ("question", "title", "comment")
    )
    body = "".join(f"<blockquote>{markup.text(quote)}</blockquote>" for quote in quotes)
    where = markup.text(holding_places.in_words(item.place, texts))
    key = f" <code>{markup.text(item.key)}</code>" if item.key else ""
    return f'<p class="l-quiet">{texts(f"datakind.{item.kind}")} · {where}{key}</p>{body}'
