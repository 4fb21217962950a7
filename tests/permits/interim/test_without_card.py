"""Citizens of Belarus have no migration card and no border stamp: no page, paper or officer's check asks them for one."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from permits.interim.checks import in_time
from permits.interim.paper import _whose_word
from portal import clock
from portal.events.actor import SYSTEM
from profiles.services import tell_stay
from tests.factories import make_applicant, sign_in
from tests.permits.residence import answers, ready, send, staying

pytestmark = pytest.mark.django_db
EN, RU = {"accept-language": "en"}, {"accept-language": "ru"}


def certificate_of_somebody_from(citizenship: str) -> Any:
    person = staying(make_applicant(), None)
    type(person).objects.filter(pk=person.pk).update(citizenship=citizenship)
    person.refresh_from_db()
    case = send(ready(person=person, given=answers(ground={"ground": "SPOUSE_OF_CITIZEN"})))
    assert case.interim_certificate.right == "told_entry"
    return case.interim_certificate


@pytest.mark.parametrize(
    ("citizenship", "language", "said", "unsaid"),
    [
        ("BY", EN, "You need no migration card", "carry the card with it"),
        ("BY", RU, "Миграционная карта вам не нужна", "носите карту вместе"),
        ("TJ", EN, "carry the card with it", "You need no migration card"),
    ],
)
def test_the_page_speaks_of_the_card_to_those_who_have_one(citizenship, language, said, unsaid):
    certificate = certificate_of_somebody_from(citizenship)
    client = sign_in(certificate.person.user)
    page = client.get(reverse("interim:certificate", args=[certificate.number]), headers=language).text
    assert said in page
    assert unsaid not in page
    assert client.get(reverse("interim:paper", args=[certificate.number])).content.startswith(b"%PDF")


@pytest.mark.parametrize(("citizenship", "has_card"), [("BY", False), ("TJ", True)])
def test_paper_and_officers_check_ask_for_what_there_is(citizenship, has_card):
    certificate = certificate_of_somebody_from(citizenship)
    with override("en"):
        for words in (_whose_word(certificate), str(in_time(certificate.case)[0].detail)):
            assert ("a ticket" in words) is not has_card


@pytest.mark.parametrize(("citizenship", "stamps"), [("BY", False), ("TJ", True), ("KZ", True)])
@pytest.mark.parametrize("language", [EN, RU])
def test_the_pages_of_entries_and_exits_speak_of_stamps_to_those_who_have_them(citizenship, stamps, language):
    person = make_applicant()
    type(person).objects.filter(pk=person.pk).update(citizenship=citizenship)
    person.entries.all().delete()
    client = sign_in(person.user)
    empty = client.get(reverse("profiles:stays"), headers=language).text
    assert (reverse("profiles:entry") in empty) is stamps
    form = client.get(reverse("profiles:stay-add"), headers=language).text
    assert ("The date of the border stamp" in form or "штампе пограничника" in form) is stamps
    tell_stay(person_id=person.pk, entered_on=clock.today() - timedelta(days=9), left_on=None, actor=SYSTEM)
    told = client.get(reverse("profiles:stays"), headers=language).text
    assert ("new migration card" in told or "новой миграционной картой" in told) is stamps
