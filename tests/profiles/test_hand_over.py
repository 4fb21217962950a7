"""At 18 the profile becomes the young adult's own: by a parent's code or an officer's, on the day, and by nothing else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.selectors import own_cases
from portal import clock
from portal.events.actor import actor_of
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from profiles import acting, errors
from profiles.models import Guardianship, HandOver, Person
from profiles.selectors import identity_not_compared
from profiles.services.family import close_and_warn
from profiles.services.hand_over import (
    claim_profile,
    confirm_identity,
    hand_over_and_tell,
    make_code,
    make_code_at_the_counter,
    revoke_code,
)
from tests.factories import make_case, make_child, make_person, make_user, sign_in

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}
ONE = timedelta(days=1)
LEAP, LEAP_BIRTHDAY = date(2008, 2, 29), datetime(2026, 2, 28, 21, tzinfo=UTC)  # 1 March 2026 begins in Moscow


@pytest.fixture
def held(monkeypatch: Any) -> Guardianship:
    """A child of 29 February 2008, eleven days before the day on which it comes of age."""
    child = make_child(born=LEAP)
    assert child.majority_at == LEAP_BIRTHDAY
    at(monkeypatch, LEAP_BIRTHDAY - 11 * ONE)
    return child


def at(monkeypatch: Any, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def code_of(held: Guardianship) -> str:
    return make_code(guardianship_id=held.pk, actor=actor_of(held.guardian.user))[0]


def claim(user: Any, code: str, born: date = LEAP) -> HandOver:
    return claim_profile(user=user, typed=code, birth_date=born, actor=actor_of(user))


def owner(held: Guardianship) -> Any:
    return Person.objects.get(pk=held.child_id).user


def test_a_claim_before_the_birthday_opens_nothing_until_that_day_begins(held, monkeypatch):
    child_user, case = make_user(), make_case("submitted", person=held.child)
    claim(child_user, code_of(held))
    at(monkeypatch, LEAP_BIRTHDAY - timedelta(seconds=1))
    hand_over_and_tell()
    assert owner(held) is None
    assert not acting.acts_for(child_user, held.child)
    assert acting.acts_for(held.guardian.user, held.child)
    at(monkeypatch, LEAP_BIRTHDAY)
    close_and_warn()
    hand_over_and_tell()
    assert owner(held) == child_user
    assert list(own_cases(child_user)) == [case]
    assert not own_cases(held.guardian.user).exists()
    assert acting.hearers(Person.objects.get(pk=held.child_id)) == [child_user.pk]


def test_both_are_told_thirty_days_ahead_and_on_the_day_once_each(held, monkeypatch):
    child_user = make_user()
    at(monkeypatch, LEAP_BIRTHDAY - 31 * ONE)
    claim(child_user, code_of(held))

    def tick(moment: datetime) -> dict[str, int]:
        at(monkeypatch, moment)
        for _again in range(2):
            close_and_warn()
            hand_over_and_tell()
        return {
            "parent": Guardianship.objects.filter(pk=held.pk, near_at__isnull=False).count(),
            "child": HandOver.objects.filter(near_told_at__isnull=False).count(),
        }

    assert tick(LEAP_BIRTHDAY - 31 * ONE) == {"parent": 0, "child": 0}
    assert tick(LEAP_BIRTHDAY - 30 * ONE) == {"parent": 1, "child": 1}
    tick(LEAP_BIRTHDAY)
    monkeypatch.undo()
    dispatch_pending()
    parent = list(Message.objects.filter(recipient=held.guardian.user, channel="inbox").values_list("subject", flat=True))
    child = list(Message.objects.filter(recipient=child_user, channel="inbox").values_list("subject", flat=True))
    assert sum("hand the profile over" in subject for subject in parent) == 1
    assert sum("You no longer act for" in subject for subject in parent) == 1
    assert len(child) == 2
    assert any("becomes yours" in subject for subject in child)
    assert "The profile is yours" in child


def test_after_the_birthday_a_parents_code_still_serves_for_thirty_days_and_not_longer(held, monkeypatch):
    code = code_of(held)
    at(monkeypatch, LEAP_BIRTHDAY + 30 * ONE)
    with pytest.raises(errors.HandOverUnknown):
        claim(make_user(), code)
    at(monkeypatch, LEAP_BIRTHDAY + 30 * ONE - timedelta(seconds=1))
    user = make_user()
    claim(user, code.lower().replace("-", " "))
    assert owner(held) == user


@pytest.mark.parametrize("born", [date(2008, 2, 28), date(2008, 3, 1)])
def test_a_code_with_another_birthday_is_no_code(held, born):
    code = code_of(held)
    with pytest.raises(errors.HandOverUnknown):
        claim(make_user(), code, born)
    assert HandOver.objects.get().claimed_by is None


def test_the_parent_is_not_the_child_and_a_second_account_comes_too_late(held):
    code = code_of(held)
    with pytest.raises(errors.HandOverUnknown):
        claim(held.guardian.user, code)
    claim(make_user(), code)
    with pytest.raises(errors.HandOverUnknown):
        claim(make_user(), code)


def test_a_code_taken_back_or_of_a_guardian_who_was_removed_gives_nothing(held, monkeypatch):
    first = code_of(held)
    claim(make_user(), first)
    revoke_code(guardianship_id=held.pk, actor=actor_of(held.guardian.user))
    with pytest.raises(errors.HandOverUnknown):
        claim(make_user(), first)
    second = code_of(held)
    claim(make_user(), second)
    Guardianship.objects.filter(pk=held.pk).update(ended_on=date(2026, 2, 20), end_reason="officers")
    at(monkeypatch, LEAP_BIRTHDAY)
    hand_over_and_tell()
    assert owner(held) is None


def test_an_account_with_a_profile_gets_no_second_one_and_is_told(held, monkeypatch):
    with pytest.raises(errors.HasOwnProfile):
        claim(make_person().user, code_of(held))
    user = make_user()
    claim(user, code_of(held))
    make_person(user)
    at(monkeypatch, LEAP_BIRTHDAY)
    hand_over_and_tell()
    assert owner(held) is None
    monkeypatch.undo()
    dispatch_pending()
    assert Message.objects.filter(recipient=user, subject__contains="does not count any more").exists()


def test_a_code_is_made_in_the_last_year_alone(held, monkeypatch):
    at(monkeypatch, LEAP_BIRTHDAY - 367 * ONE)
    with pytest.raises(errors.TooEarlyToHandOver):
        code_of(held)
    at(monkeypatch, LEAP_BIRTHDAY)
    with pytest.raises(errors.GuardianshipEnded):
        code_of(held)


def test_an_officers_code_is_given_from_the_birthday_on_and_lives_a_day(held, monkeypatch):
    officer = actor_of(make_user("officer"))
    with pytest.raises(errors.NotGrownUpYet):
        make_code_at_the_counter(guardianship_id=held.pk, actor=officer)
    at(monkeypatch, LEAP_BIRTHDAY)
    code, _row = make_code_at_the_counter(guardianship_id=held.pk, actor=officer)
    at(monkeypatch, LEAP_BIRTHDAY + ONE)
    with pytest.raises(errors.HandOverUnknown):
        claim(make_user(), code)
    at(monkeypatch, LEAP_BIRTHDAY + ONE - timedelta(seconds=1))
    user = make_user()
    claim(user, code)
    assert owner(held) == user
    with pytest.raises(errors.ProfileTaken):
        make_code_at_the_counter(guardianship_id=held.pk, actor=officer)


def test_the_database_keeps_one_open_hand_over_of_a_child(held):
    code_of(held)
    row = HandOver.objects.get()
    row.pk, row.code_hash = None, "0" * 64
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_no_code_is_kept_in_the_database(held):
    code = code_of(held)
    assert code.replace("-", "") not in str(HandOver.objects.values().get())


# ---- pages


def test_parent_and_child_do_it_by_their_pages():
    today = clock.today()
    held = make_child(born=date(today.year - 17, 1, 1) if (today.month, today.day) != (1, 1) else date(today.year - 17, 1, 2))
    Guardianship.objects.filter(pk=held.pk).update(majority_at=clock.now() + 20 * ONE)
    born = Person.objects.get(pk=held.child_id).birth_date
    parent, url = sign_in(held.guardian.user), f"/profile/children/{held.number}/hand-over/"
    assert "Make a code for my child" in parent.get(url, headers=EN).content.decode()
    shown = parent.post(url, {"act": "make"}, headers=EN).content.decode()
    code = shown.split('portal-number">')[1].split("<")[0]
    assert code not in parent.get(url, headers=EN).content.decode()
    user = make_user()
    child = sign_in(user)
    assert child.post("/profile/hand-over/", {"code": "ABCD", "birth_date": f"{born:%d.%m.%Y}"}, headers=EN).status_code == 200
    answer = child.post("/profile/hand-over/", {"code": code, "birth_date": f"{born:%d.%m.%Y}"}, headers=EN, follow=True)
    assert "opens to you on your 18th birthday" in answer.content.decode()
    assert "An account waits for the day" in parent.get(url, headers=EN).content.decode()
    assert child.get(f"/profile/children/{held.number}/", headers=EN).status_code == 404


def test_five_tries_an_hour():
    client = sign_in(make_user())
    typed = {"code": "ABCD-EFGH-JKMN", "birth_date": "01.01.2008"}
    pages = [client.post("/profile/hand-over/", typed, headers=EN).content.decode() for _try in range(6)]
    assert ["do not belong together" in page for page in pages] == [True] * 5 + [False]


def test_an_officer_gives_a_code_only_after_comparing():
    held = make_child()
    Guardianship.objects.filter(pk=held.pk).update(majority_at=clock.now() - ONE)
    client, url = sign_in(make_user("officer")), f"/admin/guardianships/{held.number}/"
    assert "Give a code" in client.get(url, headers=EN).content.decode()
    assert client.post(url + "hand-over/", {}, headers=EN).status_code == 422
    assert not HandOver.objects.exists()
    shown = client.post(url + "hand-over/", {"compared": "on"}, headers=EN)
    assert "Give this code to the grown-up now" in shown.content.decode()
    assert HandOver.objects.get().source == "officer"
    assert "no-store" in shown.headers["Cache-Control"]


def test_nothing_is_due_without_a_claim(held, monkeypatch):
    code_of(held)
    at(monkeypatch, LEAP_BIRTHDAY)
    assert hand_over_and_tell() == 0
    assert owner(held) is None


# ---- who took it by a parent's code was compared with nobody


def handed_over(held: Guardianship, monkeypatch: Any) -> HandOver:
    row = claim(make_user(), code_of(held))
    at(monkeypatch, LEAP_BIRTHDAY)
    close_and_warn()
    hand_over_and_tell()
    monkeypatch.undo()
    row.refresh_from_db()
    return row


def test_officers_see_that_nobody_compared_the_identity_until_one_has(held, monkeypatch):
    case = make_case("submitted", person=held.child)
    row = handed_over(held, monkeypatch)
    client = sign_in(make_user("officer"))
    page, url = f"/admin/case/{case.reference}/", f"/admin/guardianships/{held.number}/"
    mark = "Identity not checked at a counter"
    for shown in (client.get(page, headers=EN).text, client.get(url, headers=EN).text):
        assert mark in shown
    assert url in client.get(page, headers=EN).text
    assert client.post(url + "compare/", {}, headers=EN).status_code == 422
    row.refresh_from_db()
    assert row.compared_at is None
    assert client.post(url + "compare/", {"compared": "on"}, headers=EN).status_code == 302
    assert client.post(url + "compare/", {"compared": "on"}, headers=EN).status_code == 409
    row.refresh_from_db()
    assert row.compared_by is not None
    for shown in (client.get(page, headers=EN).text, client.get(url, headers=EN).text):
        assert mark not in shown
    event = Event.objects.get(name="profiles.IdentityCompared")
    assert (event.actor_id, event.person_id) == (row.compared_by_id, held.child_id)


def test_an_officers_code_needs_no_mark(held, monkeypatch):
    at(monkeypatch, LEAP_BIRTHDAY)
    code, _row = make_code_at_the_counter(guardianship_id=held.pk, actor=actor_of(make_user("officer")))
    row = claim(make_user(), code)
    assert identity_not_compared(held.child) is None
    with pytest.raises(errors.NothingToCompare):
        confirm_identity(hand_over_id=row.pk, actor=actor_of(make_user("officer")))


def test_a_code_that_nobody_used_is_compared_with_nobody(held):
    _code, row = make_code(guardianship_id=held.pk, actor=actor_of(held.guardian.user))
    with pytest.raises(errors.NothingToCompare):
        confirm_identity(hand_over_id=row.pk, actor=actor_of(make_user("officer")))
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.filter(pk=row.pk).update(compared_at=clock.now(), compared_by=make_user("officer"))


def test_an_officer_close_to_the_grown_up_compares_nothing(held, monkeypatch):
    row = handed_over(held, monkeypatch)
    held.guardian.user = make_user("officer")
    held.guardian.save()
    client = sign_in(held.guardian.user)
    assert client.post(f"/admin/guardianships/{held.number}/compare/", {"compared": "on"}).status_code == 404
    row.refresh_from_db()
    assert row.compared_at is None
