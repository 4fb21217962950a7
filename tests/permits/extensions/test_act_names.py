"""Whoever reads English reads the name of an act in English, where its author gave one; everybody else the act's own."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from permits.addresses import address_of
from permits.extensions.models import ExtensionOrder
from permits.extensions.rules.terms import named, source_of
from permits.extensions.services.locking import content_hash
from permits.models import Permit
from portal.notifications.models import Message
from tests.factories import make_applicant, make_permit, make_user, sign_in
from tests.permits.extensions.documents import deliver, make_order
from tests.permits.extensions.test_life import STATED, applied, people, repealed

pytestmark = pytest.mark.django_db
__all__ = ["people"]
RUSSIAN = {"act": "Указ от 01.02.2027 № 15", "citation": "пункт 2"}
ENGLISH = {"act_en": "Decree of 01.02.2027 No 15", "citation_en": "paragraph 2"}


@pytest.mark.parametrize(("language", "words"), [("ru", "Указ, пункт 2"), ("en", "Decree, paragraph 2"), ("uz", "Указ, пункт 2")])
def test_the_reader_decides_which_name_is_said(language: str, words: str):
    with override(language):
        assert source_of("Указ", "пункт 2", "Decree", "paragraph 2") == words
        assert (named("Указ", ""), source_of("Указ", "")) == ("Указ", "Указ")


def extended(people: Any) -> Permit:
    person = make_applicant(make_user(language="en"))
    permit = make_permit(person=person, valid_until_stated=STATED, issued_on=date(2025, 3, 1))
    applied(people, **RUSSIAN, **ENGLISH)
    return permit


def test_page_status_sheet_and_letter_say_the_reason_in_the_readers_language(people):
    permit = extended(people)
    deliver()
    client = sign_in(permit.person.user)
    for url in (reverse("permits:permit", args=address_of(permit)), reverse("permits-status:print")):
        for language, said, unsaid in (("en", ENGLISH, RUSSIAN), ("ru", RUSSIAN, ENGLISH)):
            page = client.get(url, headers={"accept-language": language}).content.decode()
            assert [words in page for words in said.values()] == [True, True]
            assert [words in page for words in unsaid.values()] == [False, False]
    (letter,) = Message.objects.filter(channel="inbox", event__name="extensions.PermitExtended")
    assert "Decree of 01.02.2027 No 15, paragraph 2" in letter.body


def test_a_letter_about_a_repeal_names_its_act_in_english_too(people):
    permit = extended(people)
    order = ExtensionOrder.objects.get()
    assert order.repeal_act_en == ""
    repealed(people, order, act_en="Decree of repeal")
    deliver()
    (letter,) = Message.objects.filter(channel="inbox", event__name="extensions.PermitShortened", recipient=permit.person.user)
    assert "(Decree of 01.02.2027 No 15) was repealed: Decree of repeal" in letter.body


def test_the_calculator_names_the_shipped_orders_in_the_language_that_was_asked_for(client):
    asked = {"kind": "temporary_residence", "valid_until": "2021-12-31"}
    for language, words in (("en", "Statement of the International Organization"), ("ru", "Заявление Международной организации")):
        answer = client.get("/api/v1/extension/", asked, headers={"accept-language": language}).json()
        assert answer["order"]["act"].startswith(words)
        assert any(step["citation"].startswith(words) for step in answer["steps"])


def test_an_order_without_english_names_keeps_the_hash_of_before_and_a_name_is_part_of_what_is_approved():
    order = make_order()
    before = content_hash(order)
    order.act_en = "Decree"
    assert content_hash(order) != before
    order.act_en = ""
    assert content_hash(order) == before


def test_a_supervisor_types_both_names_and_the_page_of_a_proposed_repeal_does_not_call_the_order_repealed(people):
    client = sign_in(make_user("supervisor"))
    words = {"window_from": "01.01.2028", "window_to": "31.12.2028", "mode": "plus_days", "days": "90", "effective_from": "01.01.2026"}
    client.post(reverse("admin:extension_order_new"), {**words, "kinds": ["temporary_residence"], **RUSSIAN, **ENGLISH})
    order = ExtensionOrder.objects.get(**RUSSIAN, **ENGLISH)
    page = client.get(reverse("admin:extension_order", args=[order.number]), headers={"accept-language": "en"}).content.decode()
    assert "Decree of 01.02.2027 No 15, paragraph 2" in page

    proposed = make_order("applied", window_from=date(2040, 1, 1), window_to=date(2040, 1, 1) + timedelta(days=9), adds_to=[])
    page = client.get(reverse("admin:extension_order", args=[proposed.number])).content.decode()
    assert 'name="repeal_act_en"' in page
    url = reverse("admin:extension_order_act", args=[proposed.number, "propose-repeal"])
    client.post(url, {"repeal_act": "Указ 2", "repeal_act_en": "Decree 2"})
    page = client.get(reverse("admin:extension_order", args=[proposed.number]), headers={"accept-language": "en"}).content.decode()
    assert "Act named in the proposal" in page
    assert "Act that repeals it" not in page
