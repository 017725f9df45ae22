"""What Lärdom is, for everyone: what it says of itself, what made it, what it keeps, how well it does."""

import streamlit as st

from assistant.schemas.about import About, Card
from ui import behaviour, frame, session
from ui.about.statements import card_details, sections
from ui.behaviour import PageState
from ui.client import ApiError
from ui.problems import problem_card
from ui.texts import Texts


def draw() -> None:
    """For who has signed in: with the library that they may see, and the model and system card."""
    texts, client = session.texts(), session.client()
    behaviour.mount(texts, PageState())
    with st.container(key="about"):
        try:
            told, card = client.about(texts.language), client.card(texts.language)
            text = client.card_text(texts.language)
        except ApiError as error:
            st.html(problem_card(error, texts))
            return
        _draw(told, texts)
        _card(card, text, texts)


def draw_for_strangers() -> None:
    """For who has not signed in: the same, without anything of the documents."""
    texts = session.texts()
    behaviour.mount(texts, PageState(signed_out=True))
    with st.container(key="about"):
        if st.button(texts("about.back"), icon=":material/arrow_back:", type="tertiary", key="about_back"):
            st.switch_page(frame.ASK_PAGE)
        try:
            _draw(session.stranger().about(texts.language), texts)
        except ApiError as error:
            st.html(problem_card(error, texts))


def _draw(told: About, texts: Texts) -> None:
    st.html(sections(told, texts))


def _card(card: Card, text: str, texts: Texts) -> None:
    st.html(card_details(card, texts))
    st.download_button(
        texts("about.download"),
        text,
        file_name=f"lardom-card-{card.made_on}-{card.language}.md",
        mime="text/markdown",
        icon=":material/download:",
        key="about_download",
    )
