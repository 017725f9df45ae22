from collections.abc import Iterator

import pytest

from tests.unit.ui.fake_api import TOKEN, FakeApi, listening
from ui.client import Client, Server, open_http
from ui.texts import Texts, load_texts


@pytest.fixture
def api() -> FakeApi:
    return FakeApi()


@pytest.fixture
def address(api: FakeApi) -> Iterator[str]:
    with listening(api.application()) as url:
        yield url


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    with open_http(Server(address, TOKEN), "sv") as http:
        yield Client(http)


@pytest.fixture(params=["sv", "en"])
def texts(request: pytest.FixtureRequest) -> Texts:
    return load_texts(request.param)
