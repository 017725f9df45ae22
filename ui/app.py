"""The chat's script: Streamlit runs it from the top for every act of every person."""

from pathlib import Path

import streamlit as st

from ui import frame, session, sign_in
from ui.session import SignedIn

FOLDER = Path(__file__).parent
# A folder named "pages" would be run by Streamlit without this script, for the first person who opens /library.


def run() -> None:
    about = st.Page(FOLDER / "screens" / "about.py", title="Lärdom", url_path="about")
    page = st.navigation(
        [
            st.Page(FOLDER / "screens" / "ask.py", title="Lärdom", default=True),
            st.Page(FOLDER / "screens" / "library.py", title="Lärdom", url_path="library"),
            st.Page(FOLDER / "screens" / "document.py", title="Lärdom", url_path="document"),
            st.Page(FOLDER / "screens" / "kpis.py", title="Lärdom", url_path="kpis"),
            st.Page(FOLDER / "screens" / "evaluation.py", title="Lärdom", url_path="evaluation"),
            st.Page(FOLDER / "screens" / "ownership.py", title="Lärdom", url_path="ownership"),
            st.Page(FOLDER / "screens" / "gaps.py", title="Lärdom", url_path="gaps"),
            st.Page(FOLDER / "screens" / "decision.py", title="Lärdom", url_path="decision"),
            st.Page(FOLDER / "screens" / "reviews.py", title="Lärdom", url_path="reviews"),
            st.Page(FOLDER / "screens" / "lessons.py", title="Lärdom", url_path="lessons"),
            st.Page(FOLDER / "screens" / "review_queue.py", title="Lärdom", url_path="queue"),
            st.Page(FOLDER / "screens" / "persons.py", title="Lärdom", url_path="persons"),
            st.Page(FOLDER / "screens" / "audit.py", title="Lärdom", url_path="audit"),
            about,
        ],
        position="hidden",
    )
    frame.prepare()
    signed_in = session.signed_in()
    if signed_in is not SignedIn.YES and page.url_path == about.url_path:
        page.run()
        return
    if signed_in is not SignedIn.YES:
        sign_in.draw(ended=signed_in is SignedIn.ENDED)
        return
    frame.draw()
    page.run()


run()
