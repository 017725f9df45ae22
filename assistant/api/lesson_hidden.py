"""What a lesson and its files hold and do not show, for who decides on it: found anew, and kept nowhere."""

import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import BinaryIO

from assistant.api.services import Services
from assistant.lessons.text import as_markdown
from assistant.schemas.documents import HiddenTextView
from assistant.schemas.lessons import AttachmentRole, HiddenView, HidingPlace
from knowledge.access import Viewer
from knowledge.errors import LardomError
from knowledge.submissions import Submission

# What has none of these hides nothing, and most texts need not wait for a parser to start: tags, entities, pictures,
# and characters that are not seen.
_MAY_HIDE = re.compile("[<&]|!\\[|[\u200b\u200c\u2060\ufeff\U000e0020-\U000e007e]")
_TEXT_NAME = "lesson.md"
_LONGEST_S = 30.0
_TOO_LATE = "The other files took too long. Open it in its own program."


def hidden_in(submission: Submission, services: Services, viewer: Viewer) -> tuple[HiddenView, ...]:
    """For the text and each file, only what there is to say; of what the viewer may see."""
    return tuple(_found(submission, services, viewer))


def _found(submission: Submission, services: Services, viewer: Viewer) -> Iterator[HiddenView]:
    began = time.monotonic()
    # What an uploaded document says is in its file.
    if submission.original is None:
        markdown = as_markdown(submission.kind, submission.shown_to(viewer))
        if _MAY_HIDE.search(markdown):
            yield from _looked_into(HidingPlace.TEXT, "", lambda: BytesIO(markdown.encode()), services)
    if submission.left_out:
        yield HiddenView(place=HidingPlace.WRITE_UP, left_out=dict(submission.left_out))
    for attachment in submission.files_shown_to(viewer):
        place = HidingPlace.ORIGINAL if attachment.role is AttachmentRole.ORIGINAL else HidingPlace.ATTACHMENT
        if time.monotonic() - began > _LONGEST_S:
            yield HiddenView(place=place, file=attachment.name, problem=_TOO_LATE)
        else:
            opened = partial(_opened, submission.id, attachment.id, services)
            yield from _looked_into(place, attachment.name, opened, services)


def _opened(submission_id: str, attachment_id: str, services: Services) -> BinaryIO:
    return services.attachments.path(submission_id, attachment_id).open("rb")


def _looked_into(
    place: HidingPlace, name: str, opened: Callable[[], BinaryIO], services: Services
) -> Iterator[HiddenView]:
    try:
        with opened() as content:
            found = services.ingestion.lessons.hidden_text(name or _TEXT_NAME, content)
    except LardomError as error:
        yield HiddenView(place=place, file=name, problem=str(error))
        return
    if found:
        pieces = tuple(HiddenTextView(kind=item.how, text=item.text, place=item.place) for item in found)
        yield HiddenView(place=place, file=name, found=pieces)
