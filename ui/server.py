"""The chat as an ASGI application, for the server process to mount at "/"."""

from pathlib import Path

import streamlit as st

SCRIPT = Path(__file__).with_name("app.py")
SECRETS_SECTION = "lardom"


def build(url: str, token: str) -> st.App:
    """The chat, talking to the API at `url` with the local `token`.

    The caller mounts it at "/" and enters `app.lifespan()` in its own lifespan.
    """
    return st.App(SCRIPT, secrets={SECRETS_SECTION: {"url": url, "token": token}})
