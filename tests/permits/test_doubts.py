"""A proposal to cancel a registration as fictitious is returned with words or taken back; the registration stands meanwhile and after."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from permits.registration import errors, services
from permits.registration.models import ArrivalNotice, Doubt
from portal import clock
from portal.events.actor import actor_of
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from tests.factories import make_office, make_user, sign_in
from tests.permits.hosts import confirm, file_for, guest, make_host
from tests.profiles.test_races import at_once

pytestmark = pytest.mark.django_db
EN, RU = {"accept-language": "en"}, {"accept-language": "ru"}
SHOWN, WHY = "Nobody lives there.", "The neighbours saw the guest."


def registered() -> ArrivalNotice:
    return confirm(file_for(make_host(), guest()))


def two() -> tuple[Any, Any]:
    office = make_office()
    return make_user("officer", office=office), make_user("officer", office=office)


def propose(notice: ArrivalNotice, officer: Any, reason: str = SHOWN) -> Doubt:
    return services.propose_cancelling(notice_id=notice.pk, reason=reason, actor=actor_of(officer))


def send_back(doubt: Doubt, officer: Any) -> Doubt:
    return services.return_doubt(doubt_id=doubt.pk, reason=WHY, actor=actor_of(officer))


def cancel(doubt: Doubt, officer: Any) -> ArrivalNotice:
    return services.cancel_registration(doubt_id=doubt.pk, actor=actor_of(officer), on=clock.today())


def told() -> list[tuple[int, str]]:
    dispatch_pending()
    return list(Message.objects.filter(channel="inbox").order_by("pk").values_list("recipient_id", "subject"))


def test_a_returned_proposal_leaves_the_registration_and_only_the_proposer_hears_of_it():
    notice, (first, second) = registered(), two()
    before = told()
    doubt = propose(notice, first)
    send_back(doubt, second)
    notice.refresh_from_db()
    assert notice.permit
    assert (notice.status, notice.permit.status) == ("confirmed", "in_force")
    ((recipient, subject),) = told()[len(before) :]
    assert (recipient, notice.number in subject) == (first.pk, True)
    assert WHY in Message.objects.filter(recipient=first, channel="inbox").latest("pk").body
    assert Event.objects.filter(name="registration.DoubtReturned").count() == 1


def test_who_proposed_takes_it_back_and_nobody_is_told():
    notice, (first, _second) = registered(), two()
    before = told()
    send_back(propose(notice, first), first)
    assert told() == before


def test_what_was_returned_is_neither_confirmed_nor_returned_again():
    notice, (first, second) = registered(), two()
    doubt = send_back(propose(notice, first), second)
    with pytest.raises(errors.DoubtGone):
        cancel(doubt, second)
    with pytest.raises(errors.DoubtGone):
        send_back(doubt, first)
    notice.refresh_from_db()
    assert notice.status == "confirmed"


def test_what_was_confirmed_is_not_returned():
    notice, (first, second) = registered(), two()
    doubt = propose(notice, first)
    cancel(doubt, second)
    with pytest.raises(errors.DoubtGone):
        send_back(doubt, first)
    with pytest.raises(errors.DoubtGone):
        cancel(doubt, second)


def test_after_a_return_it_may_be_proposed_anew_and_one_waits_at_a_time():
    notice, (first, second) = registered(), two()
    early = send_back(propose(notice, first), second)
    late = propose(notice, second, "The landlord denies it.")
    assert late.pk != early.pk
    assert propose(notice, first) == late
    cancel(late, first)
    notice.refresh_from_db()
    assert notice.status == "cancelled"


def test_a_proposal_can_be_returned_after_the_guest_has_left():
    notice, (first, second) = registered(), two()
    doubt = propose(notice, first)
    services.record_departure(notice_id=notice.pk, departed_on=clock.today(), actor=actor_of(notice.host.owner), on=clock.today())
    with pytest.raises(errors.NoticeMoved):
        cancel(doubt, second)
    send_back(doubt, second)


def test_the_database_keeps_what_was_proposed_and_by_whom():
    notice, (first, second) = registered(), two()
    doubt = propose(notice, first)
    for change in ({"reason": "other"}, {"proposed_by": second}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Doubt.objects.filter(pk=doubt.pk).update(**change)


def test_the_database_wants_words_and_one_end():
    notice, (first, second) = registered(), two()
    doubt, now = propose(notice, first), clock.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Doubt.objects.filter(pk=doubt.pk).update(returned_by=second, returned_at=now)
    send_back(doubt, second)
    with pytest.raises(IntegrityError), transaction.atomic():
        Doubt.objects.filter(pk=doubt.pk).update(confirmed_by=second, confirmed_at=now)


@pytest.mark.django_db(transaction=True)
def test_of_a_return_and_a_confirmation_at_once_one_holds():
    notice, (first, second) = registered(), two()
    doubt = propose(notice, first)
    answers = at_once(lambda number: cancel(doubt, second) if number % 2 else send_back(doubt, first))
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    assert {type(answer) for answer in answers} <= {errors.DoubtGone, ArrivalNotice, Doubt}
    doubt.refresh_from_db()
    notice.refresh_from_db()
    assert bool(doubt.confirmed_at) != bool(doubt.returned_at)
    assert (notice.status == "cancelled") == bool(doubt.confirmed_at)


# ---- pages


@pytest.mark.parametrize(
    ("headers", "link", "note"),
    [
        (EN, "Return with words", "A proposal to cancel it was returned on"),
        (RU, "Вернуть с пояснением", "Предложение снять с учёта возвращено"),
    ],
    ids=["en", "ru"],
)
def test_the_second_officer_returns_it_by_the_page_and_the_proposer_reads_why(headers: dict[str, str], link: str, note: str):
    notice, (first, second) = registered(), two()
    page = f"/admin/arrivals/{notice.number}/"
    doubt = propose(notice, first)
    one, other = sign_in(first), sign_in(second)
    assert link in other.get(page, headers=headers).text
    asked = other.get(f"{page}?act=return", headers=headers).text
    assert f'name="doubt" value="{doubt.pk}"' in asked
    assert notice.number in other.get("/admin/arrivals/?show=doubted").text
    assert other.post(f"{page}return/", {"doubt": doubt.pk, "reason": ""}, headers=headers).status_code == 422
    assert other.post(f"{page}return/", {"doubt": doubt.pk, "reason": WHY}, headers=headers).status_code == 302
    shown = one.get(page, headers=headers).text
    for words in (note, WHY, SHOWN):
        assert words in shown
    assert notice.number not in other.get("/admin/arrivals/?show=doubted").text
    assert f"{page}doubt/" in shown  # it may be proposed anew


@pytest.mark.parametrize(
    ("headers", "words", "note"),
    [(EN, "Take the proposal back", "was taken back on"), (RU, "Отозвать предложение", "отозвано")],
    ids=["en", "ru"],
)
def test_who_proposed_takes_it_back_by_the_page(headers: dict[str, str], words: str, note: str):
    notice, (first, _second) = registered(), two()
    page = f"/admin/arrivals/{notice.number}/"
    doubt = propose(notice, first)
    client = sign_in(first)
    assert words in client.get(page, headers=headers).text
    assert f"{page}cancel/" not in client.get(page, headers=headers).text
    client.post(f"{page}return/", {"doubt": doubt.pk, "reason": WHY}, headers=headers)
    assert note in client.get(page, headers=headers).text


def test_who_looked_at_words_that_were_replaced_meanwhile_confirms_and_returns_nothing():
    notice, (first, second) = registered(), two()
    page = f"/admin/arrivals/{notice.number}/"
    seen = propose(notice, first)
    send_back(seen, first)
    waiting = propose(notice, first, "Other words.")
    client = sign_in(second)
    assert client.post(f"{page}cancel/", {"doubt": seen.pk}).status_code == 409
    kept = client.post(f"{page}return/", {"doubt": seen.pk, "reason": WHY})
    assert kept.status_code == 409
    assert WHY in kept.text  # what was typed is there
    waiting.refresh_from_db()
    assert (waiting.confirmed_at, waiting.returned_at) == (None, None)
