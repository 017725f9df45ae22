"""Whether a page has drawn all that was asked of it, read from the frames of Streamlit's own protocol.

Streamlit says that its script is not running right after a click too, when the run has not begun, and once more between
a run and the one that its `st.rerun` asks for. Until the last run is drawn, what earlier ones drew may stand beside it.
"""

import time

from playwright.sync_api import Page, Request, WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# Generous, for machines that are busy with other things.
STEP_MS = 120_000
_POLL_MS = 20
_STREAM, _UPLOAD = "/_stcore/stream", "/_stcore/upload_file/"
# The browser has nothing left to do: no event, no effect of one, no frame to draw.
_IDLE = """() => new Promise((resolve) =>
  requestIdleCallback(() => requestAnimationFrame(() => requestIdleCallback(() => resolve(true)))))"""


class Runs:
    """Follows a page from before it is opened."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._owed = self._running = False
        self._uploads = self._seen = 0
        page.on("websocket", self._follow)
        page.on("requestfinished", self._arrived)
        page.on("requestfailed", self._arrived)

    def wait_until_done(self) -> None:
        deadline = time.monotonic() + STEP_MS / 1000
        while True:
            seen = self._seen
            self._page.wait_for_function(_IDLE)
            # What came meanwhile may not be drawn yet, and may have asked for more.
            if seen == self._seen and not self._missing:
                break
            assert time.monotonic() < deadline, f"The page is not done after {STEP_MS} ms: {self._missing}"
            self._page.wait_for_timeout(_POLL_MS)
        expect(self._page.locator("[data-test-script-state='notRunning']")).to_be_visible()
        # Parts whose code the browser has yet to fetch.
        expect(self._page.get_by_test_id("stSkeleton")).to_have_count(0)

    @property
    def _missing(self) -> str:
        if self._uploads > 0:
            return "a file is on its way"
        if self._owed:
            return "a run was asked for and has not begun"
        return "a run has not ended" if self._running else ""

    def _follow(self, socket: WebSocket) -> None:
        """A page that is opened anew asks for all of it."""
        if not socket.url.endswith(_STREAM):
            return
        self._owed, self._running, self._uploads = True, False, 0
        self._seen += 1
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, frame: str | bytes) -> None:
        message = BackMsg.FromString(_bytes(frame))
        match message.WhichOneof("type"):
            case "rerun_script":
                self._owed = True
            case "file_urls_request":
                self._uploads += len(message.file_urls_request.file_names)
            case _:
                return
        self._seen += 1

    def _arrived(self, request: Request) -> None:
        """A file outside a form asks for a run afterwards, one within a form does not."""
        if request.method == "PUT" and _UPLOAD in request.url:
            self._uploads -= 1
            self._seen += 1

    def _received(self, frame: str | bytes) -> None:
        message = ForwardMsg.FromString(_bytes(frame))
        match message.WhichOneof("type"):
            case "new_session":
                self._owed, self._running = False, True
            case "script_finished":
                # One that ends early is followed by another.
                self._running = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            case _:
                return
        self._seen += 1


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode("latin-1") if isinstance(frame, str) else frame
