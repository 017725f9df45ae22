"""Why an answer came out as it did, on demand: fetched when the person asks for it, from what was recorded then."""

import streamlit as st

from ui.chat.why import why
from ui.client import ApiError, Client
from ui.problems import problem_card
from ui.texts import Texts


@st.fragment
def draw(trace_id: str, client: Client, texts: Texts) -> None:
    """A part of its own, as the feedback is: opening it moves nothing above."""
    opened = f"why_opened_{trace_id}"
    with st.container(key=f"why_{trace_id}"):
        is_open = st.session_state.get(opened, False)
        label, icon = (texts("why.close"), "expand_less") if is_open else (texts("why.open"), "expand_more")
        if st.button(label, key=f"why_button_{trace_id}", icon=f":material/{icon}:", type="tertiary"):
            st.session_state[opened] = not is_open
            st.rerun(scope="fragment")
        if not is_open:
            return
        try:
            st.html(why(client.why(trace_id), texts))
        except ApiError as error:
            st.html(problem_card(error, texts))
