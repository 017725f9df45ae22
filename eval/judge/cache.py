"""What a judge has said before is not asked again: its answers on disk, by all that was sent to it."""

from hashlib import sha256
from pathlib import Path

import httpx

_VERSION = "1"
_OK = 200


class CachingTransport(httpx.AsyncBaseTransport):
    """Passes requests on, and keeps the good answers under the hash of address, body and round.

    The body has the model, the prompt and the parameters; the key stands in a header and is not kept. Another `round`
    asks the same again, to see whether the judge agrees with itself.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, folder: Path, round_: int = 1) -> None:
        self._inner = inner
        self._folder = folder
        self._round = round_

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        file = self._folder / f"{self._key(request)}.json"
        if file.exists():
            return httpx.Response(_OK, headers={"content-type": "application/json"}, content=file.read_bytes())
        response = await self._inner.handle_async_request(request)
        content = await response.aread()
        if response.status_code == _OK:
            self._folder.mkdir(parents=True, exist_ok=True)
            # Whole or not at all: a run that is broken off leaves no half answer behind.
            half = file.with_suffix(f".{id(request)}")
            half.write_bytes(content)
            half.replace(file)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()

    def _key(self, request: httpx.Request) -> str:
        parts = (_VERSION, str(self._round), str(request.url), request.content.decode())
        return sha256("\0".join(parts).encode()).hexdigest()
