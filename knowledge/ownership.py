"""Whose a document is: who may change what is known about it, and say that another stands in its place."""

from knowledge.access import Role, Viewer
from knowledge.documents import EVERYONE, Document

_ANSWERABLE = frozenset({Role.OWNER, Role.ADMINISTRATOR})
_HANDS_IN = frozenset({Role.CONTRIBUTOR, Role.REVIEWER})


def answers_for(viewer: Viewer, owner: str, added_by: str) -> bool:
    """Whether the viewer answers for a document with this owner that they see.

    Owners and administrators answer for every document they see; others for those they handed in, and for those whose
    owner names them, by the id that the sign-in gives, or a group of theirs. A name on the screen proves nothing.
    """
    if viewer.unrestricted or not viewer.roles.isdisjoint(_ANSWERABLE):
        return True
    if viewer.roles.isdisjoint(_HANDS_IN):
        return False
    named = owner.strip().casefold()
    mine = {viewer.user.casefold(), *(group.casefold() for group in viewer.groups)} - {EVERYONE, ""}
    return (Role.CONTRIBUTOR in viewer.roles and added_by == viewer.user) or named in mine


def names(viewer: Viewer, document: Document) -> bool:
    """Whether the document's owner field means the viewer: by id, name or group, any of which may be a part of it."""
    mine = {viewer.user, viewer.name, *viewer.groups} - {EVERYONE, ""}
    parts = {document.properties.owner, *document.properties.owner.split(",")}
    return not {part.strip().casefold() for part in parts}.isdisjoint(word.casefold() for word in mine)
