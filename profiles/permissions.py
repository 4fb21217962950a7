"""Who may look at a person's data. Upper floors add their reasons; nothing here knows them.

A predicate gets the signed-in user and the document (or person) and answers with its reason: the text that the
person will read in the list of who looked, for example the reference of the case; "" or False means no.
"""

from collections.abc import Callable
from typing import Any

from profiles.acting import acts_for
from profiles.models import Document, Person

DocumentReader = Callable[[Any, Document], str | bool]
PersonReader = Callable[[Any, Person], str | bool]
DocumentHolder = Callable[[Document], bool]
_document_readers: list[DocumentReader] = []
_person_readers: list[PersonReader] = []
_holders: list[DocumentHolder] = []


def register_document_reader(predicate: DocumentReader) -> None:
    """Let whoever `predicate` names read a document. Call it in `AppConfig.ready`."""
    if predicate not in _document_readers:
        _document_readers.append(predicate)


def register_person_reader(predicate: PersonReader) -> None:
    if predicate not in _person_readers:
        _person_readers.append(predicate)


def register_document_holder(predicate: DocumentHolder) -> None:
    """`predicate(document)` is true while something that was sent holds the document: then it cannot be removed."""
    if predicate not in _holders:
        _holders.append(predicate)


def is_owner(user: Any, person: Person) -> bool:
    """A profile's own person, or who acts for her today: signed in, active, and no employee."""
    return bool(user.is_authenticated and user.is_active and not user.is_staff and acts_for(user, person))


def can_have_profile(user: Any) -> bool:
    """Employees serve people in this account; a profile of their own would mix both."""
    return bool(user.is_authenticated and not user.is_staff)


def can_read_person(user: Any, person: Person) -> bool:
    return is_owner(user, person) or bool(_first_reason(_person_readers, user, person))


def can_read_document(user: Any, document: Document) -> bool:
    return is_owner(user, document.person) or bool(document_reason(user, document))


def document_reason(user: Any, document: Document) -> str:
    """Why this user, who is not the person, may read the document; "" when there is no reason."""
    return _first_reason(_document_readers, user, document)


def can_remove_document(user: Any, document: Document) -> bool:
    return is_owner(user, document.person) and not is_held(document)


def is_held(document: Document) -> bool:
    return any(holds(document) for holds in _holders)


def _first_reason(predicates: list[Callable[[Any, Any], str | bool]], user: Any, thing: Any) -> str:
    """The first reason given; a predicate that only says True gives none in words, which reads as "*"."""
    if not (user.is_authenticated and user.is_active):
        return ""
    for predicate in predicates:
        if answer := predicate(user, thing):
            return answer if isinstance(answer, str) else "*"
    return ""


__all__ = [
    "can_have_profile", "can_read_document", "can_read_person", "can_remove_document", "document_reason", "is_held", "is_owner",
    "register_document_holder", "register_document_reader", "register_person_reader",
]  # fmt: skip
