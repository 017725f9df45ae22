"""The chat as an ASGI application, for the server process to mount at "/"."""

from pathlib import Path
from typing import Any

import streamlit as st

from assistant.schemas.persons import SignIn

SCRIPT = Path(__file__).with_name("app.py")
SECRETS_SECTION = "lardom"


def build(url: str, token: str, sign_in: SignIn | None) -> st.App:
    """The chat, talking to the API at `url` with its `token`; people sign in where `sign_in` says how.

    The caller mounts it at "/" and enters `app.lifespan()` in its own lifespan.
    """
    secrets: dict[str, Any] = {SECRETS_SECTION: {"url": url, "token": token}}
    if sign_in is not None:
        secrets[SECRETS_SECTION] |= {"claims": list(sign_in.claims), "contact": sign_in.contact}
        secrets["auth"] = {
            "redirect_uri": sign_in.redirect,
            "cookie_secret": sign_in.cookie_secret,
            "client_id": sign_in.client_id,
            "client_secret": sign_in.client_secret,
            "server_metadata_url": sign_in.metadata_url,
        }
    return st.App(SCRIPT, secrets=secrets)
