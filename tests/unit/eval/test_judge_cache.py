"""What a judge said is kept by what was sent to it, without the key, and only when it was an answer."""

from pathlib import Path

import httpx

from eval.judge.cache import CachingTransport


class Server(httpx.AsyncBaseTransport):
    """Counts what reaches it."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        return httpx.Response(self.status, json={"said": self.asked})


async def _ask(server: Server, folder: Path, round_: int = 1, body: str = "a", key: str = "k") -> int:
    async with httpx.AsyncClient(transport=CachingTransport(server, folder, round_)) as client:
        response = await client.post("http://judge/v1", content=body, headers={"authorization": key})
        return int(response.json()["said"])


async def test_the_same_is_asked_once_whoever_asks(tmp_path: Path) -> None:
    server = Server()
    assert await _ask(server, tmp_path) == await _ask(server, tmp_path, key="another") == 1
    assert "another" not in "".join(path.read_text() for path in tmp_path.iterdir())


async def test_another_prompt_or_round_is_asked_anew(tmp_path: Path) -> None:
    server = Server()
    assert [await _ask(server, tmp_path), await _ask(server, tmp_path, body="b")] == [1, 2]
    assert await _ask(server, tmp_path, round_=2) == 3


async def test_an_error_is_not_kept(tmp_path: Path) -> None:
    server = Server(status=503)
    assert [await _ask(server, tmp_path), await _ask(server, tmp_path)] == [1, 2]
