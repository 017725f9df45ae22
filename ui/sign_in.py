"""The page for who has not signed in: what this is, the way in, whom to ask, and the way to what Lärdom is."""

import streamlit as st

from ui import behaviour, frame, session
from ui.behaviour import PageState
from ui.markup import text


def draw(ended: bool) -> None:
    """`ended` tells that there was a sign-in, which has run out."""
    texts = session.texts()
    behaviour.mount(texts, PageState(signed_out=True))
    contact = session.contact()
    help_ = texts("entry.ask", contact=text(contact)) if contact else texts("entry.ask_it")
    why = f'<p role="status">{texts("entry.ended")}</p>' if ended else ""
    with st.container(key="sign_in"):
        st.html(f'<div class="l-start"><h1>{texts("app.name")}</h1><p>{texts("app.tagline")}</p>{why}</div>')
        if st.button(texts("entry.button"), type="primary", key="sign_in_button"):
            st.login()
        st.html(f'<p class="l-quiet">{texts("entry.account")} {help_}</p><p class="l-quiet">{texts("entry.ai")}</p>')
        if st.button(texts("about.link"), icon=":material/info:", type="tertiary", key="sign_in_about"):
            st.switch_page(frame.ABOUT_PAGE)
