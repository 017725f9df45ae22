"""What a person may do with a document that they see, by their roles."""

from knowledge.access import Role, Viewer
from knowledge.documents import Document
from knowledge.errors import Forbidden
from knowledge.ownership import answers_for

ADDERS = (Role.CONTRIBUTOR, Role.OWNER, Role.ADMINISTRATOR)
_CHANGERS = frozenset({Role.OWNER, Role.ADMINISTRATOR})
_REVIEWERS = frozenset({Role.REVIEWER, Role.OWNER, Role.ADMINISTRATOR})


def may_remove(viewer: Viewer, document: Document) -> bool:
    """Contributors take out, and put back, what they handed in themselves; owners and administrators anything."""
    return not viewer.roles.isdisjoint(_CHANGERS) or _own(viewer, document)


def may_edit(viewer: Viewer, document: Document) -> bool:
    """Whether the viewer answers for the document: changes what is known about it, and says what replaces it."""
    return answers_for(viewer, document.properties.owner, document.added_by)


def may_review(viewer: Viewer, document: Document) -> bool:
    """Whether the viewer sees where the file came from, and the text that it hides."""
    return not viewer.roles.isdisjoint(_REVIEWERS) or _own(viewer, document)


def publishes_directly(viewer: Viewer) -> bool:
    """Whether what they upload need not be reviewed; a service's key was given out by who answers for what it sends."""
    return viewer.unrestricted or viewer.scopes is not None or not viewer.roles.isdisjoint(_CHANGERS)


def require_removable(viewer: Viewer, document: Document) -> None:
    if not may_remove(viewer, document):
        raise Forbidden(
            "You may only remove and restore documents that you added yourself.",
            "Ask the document's owner, or whoever administers Lärdom.",
        )


def _own(viewer: Viewer, document: Document) -> bool:
    return Role.CONTRIBUTOR in viewer.roles and document.added_by == viewer.user
