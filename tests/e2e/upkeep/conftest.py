"""One server that an owner, an author and a reviewer sign in to; what a test looks after is put there over HTTP."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from tests.e2e.chat_page import ChatPage, visiting
from tests.e2e.servers import START_S, signed_in_to
from tests.fixtures.identity_provider import IdentityProvider, Person, running

ROLES = {"writers": ["contributor"], "reviewers": ["reviewer"], "owners": ["owner", "contributor"]}
PEOPLE = {
    "anna": Person("s-anna", "Anna Åberg", ("writers",)),
    "bo": Person("s-bo", "Bo Ek", ("reviewers",)),
    "olle": Person("s-olle", "Olle Norén", ("owners",)),
}
OVERDUE = """---
title: Leverantörspolicy
kind: policy
language: sv
owner: Olle Norén
reference: EK-POL-1
valid_from: 2025-01-01
review_by: 2026-02-01
---
# Leverantörspolicy

Inköp över 50 000 kronor beslutas av AI-rådet.
"""
OTHER = """---
title: Attestordning
kind: policy
language: sv
valid_from: 2025-06-01
---
# Attestordning

Inköp över 70 000 kronor beslutas av AI-rådet.
"""


@dataclass(frozen=True)
class Served:
    """The server, and the API in somebody's name."""

    url: str
    token: str

    def as_(self, person: str) -> httpx.Client:
        known = PEOPLE[person]
        headers = {
            "Authorization": f"Bearer {self.token}",
            "X-Lardom-As": known.sub,
            "X-Lardom-Roles": ",".join(role for group in known.groups for role in ROLES[group]),
        }
        return httpx.Client(base_url=self.url, headers=headers, trust_env=False, timeout=START_S)

    def uploaded(self, person: str, name: str, text: str) -> str:
        """The id of the document that it has become."""
        with self.as_(person) as http:
            files = {"file": (name, text.encode(), "text/markdown")}
            job = http.post("/v1/documents", files=files).raise_for_status().json()
            deadline = time.monotonic() + START_S
            while job["state"] in {"queued", "running"} and time.monotonic() < deadline:
                time.sleep(0.1)
                job = http.get(f"/v1/jobs/{job['id']}").raise_for_status().json()
        (report,) = job["reports"]
        return str(report["document_id"])

    def published(self, **fields: object) -> dict[str, Any]:
        """A lesson of Anna's that Bo has approved, as soon as answers rest on it."""
        with self.as_("anna") as anna, self.as_("bo") as bo:
            lesson = anna.post("/v1/lessons", json={"fields": fields}).raise_for_status().json()
            path = f"/v1/lessons/{lesson['id']}"
            lesson = anna.post(f"{path}/submit", json={"version": lesson["version"]}).raise_for_status().json()
            bo.post(f"{path}/approve", json={"version": lesson["version"]}).raise_for_status()
            deadline = time.monotonic() + START_S
            while not lesson["published"] and time.monotonic() < deadline:
                time.sleep(0.1)
                lesson = anna.get(path).raise_for_status().json()
        assert lesson["published"], lesson
        return dict(lesson)


SignIn = Callable[..., ChatPage]


@pytest.fixture(scope="package")
def provider() -> Iterator[IdentityProvider]:
    with running(dict(PEOPLE)) as made:
        yield made


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory, provider: IdentityProvider) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("upkeep")
    documents = {"leverantor.md": OVERDUE, "attest.md": OTHER}
    with signed_in_to(
        provider, folder, documents, ROLES, LARDOM_REVIEW_UPLOADS="false", LARDOM_OIDC_USER_CLAIM="sub"
    ) as url:
        token = json.loads((folder / "data" / "server.json").read_text("utf-8"))["token"]
        yield Served(url, token)


@pytest.fixture
def sign_in(browser: Browser, served: Served) -> Iterator[SignIn]:
    with ExitStack() as open_until_the_end:

        def signed_in(who: str, path: str = "/", width: int = 1280) -> ChatPage:
            chat = open_until_the_end.enter_context(visiting(browser, width))
            chat.page.goto(served.url)
            chat.sign_in(who)
            if path != "/":
                chat.goto(served.url + path)
            return chat

        yield signed_in
