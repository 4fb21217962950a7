"""Which officers may open a document."""

import uuid

import pytest

from cases.document_readers import case_that_shows, holds
from cases.models import Case, CaseDocument
from profiles.models import Document
from profiles.permissions import can_read_document, is_held
from tests.cases.officer import world
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def attached(case: Case) -> Document:
    document = Document.objects.create(
        person=case.person, kind="photo", file=f"documents/{uuid.uuid4().hex}.jpg", shown_name="photo.jpg",
        content_type="image/jpeg", size=1, sha256="0" * 64, uploaded_by=case.person.user,
    )  # fmt: skip
    CaseDocument.objects.create(case=case, document=document, kind="photo")
    return document


def test_an_officer_of_the_office_reads_it_for_the_sake_of_the_case() -> None:
    case = world.case()
    assert case_that_shows(world.staff(), attached(case)) == case.reference


def test_an_officer_of_another_office_does_not_read_it() -> None:
    document = attached(world.case())
    assert not can_read_document(world.staff(where=world.office("78")), document)


@pytest.mark.parametrize("role", ["analyst", "operator"])
def test_staff_without_an_office_do_not_read_it(role: str) -> None:
    assert not can_read_document(world.staff(role), attached(world.case()))


def test_nobody_reads_the_documents_of_a_draft() -> None:
    document = attached(make_case("draft", person=world.person()))
    assert not can_read_document(world.staff(), document)
    assert not holds(document)


def test_a_document_of_no_case_is_read_by_its_person_only() -> None:
    document = attached(world.case())
    CaseDocument.objects.all().delete()
    assert not can_read_document(world.staff(), document)
    assert can_read_document(document.person.user, document)


def test_what_was_sent_with_a_case_is_held() -> None:
    assert is_held(attached(world.case()))
