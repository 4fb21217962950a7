"""Two officers end a guardianship: with a ground, an act and words; who acted is told, and the child loses nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.errors import NeedsSecondPerson, ProposalChanged, UnknownGround
from cases.guardianship import services
from cases.guardianship.errors import NoLongerActs, NothingToEnd, RemovalGone, RemovalOpen
from cases.guardianship.grounds import GROUNDS
from cases.guardianship.models import Removal
from cases.guardianship.selectors import found_by_child, visible_guardianships
from portal import clock
from portal.events.actor import actor_of
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from profiles import acting, errors
from profiles.models import AccessRecord, Address, Guardianship, Person
from profiles.selectors import current_address
from profiles.services import (
    ChildData,
    add_child,
    annul_address,
    end_address,
    end_guardianship,
    invite_guardian,
    join_child,
    record_address,
)
from tests.factories import make_applicant, make_case, make_child, make_document, make_office, make_user, sign_in

pytestmark = pytest.mark.django_db
WORDS = {"ground": "rights_taken", "act": "Решение суда от 01.02.2026 № 2-1", "reason": "Суд лишил вас родительских прав."}
EN = {"accept-language": "en"}


def propose(held: Guardianship, officer: Any, **fields: Any) -> Removal:
    return services.propose_removal(guardianship_id=held.pk, office_id=make_office().pk, actor=actor_of(officer), **{**WORDS, **fields})


def confirm(removal: Removal, officer: Any, **fields: Any) -> Removal:
    known = {"content_hash": removal.content_hash, "on": date(2026, 3, 2), **fields}
    return services.confirm_removal(removal_id=removal.pk, actor=actor_of(officer), **known)


def two() -> tuple[Any, Any]:
    return make_user("officer"), make_user("officer")


def test_a_proposal_alone_changes_nothing_and_tells_nobody():
    held, (first, _second) = make_child(), two()
    propose(held, first)
    dispatch_pending()
    assert acting.acts_for(held.guardian.user, held.child)
    assert not Message.objects.exists()


def test_a_second_officer_ends_it_and_the_childs_data_stay():
    held, (first, second) = make_child(), two()
    document, case = make_document(held.child), make_case("submitted", person=held.child)
    removal = confirm(propose(held, first), second)
    held.refresh_from_db()
    assert (held.ended_on, held.end_reason) == (date(2026, 3, 2), "officers")
    assert removal.appeal_by is not None
    assert removal.appeal_by > date(2026, 3, 2)
    assert not acting.acts_for(held.guardian.user, held.child)
    assert held.child.documents.filter(pk=document.pk, removed_at=None).exists()
    case.refresh_from_db()
    assert case.status == "submitted"
    assert [Event.objects.filter(name=name).count() for name in ("guardianship.GuardianRemoved", "profiles.GuardianshipOver")] == [1, 1]


def test_the_proposer_does_not_confirm_and_the_database_says_so_too():
    held, (first, _second) = make_child(), two()
    removal = propose(held, first)
    with pytest.raises(NeedsSecondPerson):
        confirm(removal, first)
    now = clock.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Removal.objects.filter(pk=removal.pk).update(confirmed_by=first, confirmed_at=now, ended_on=now.date(), appeal_by=now.date())
    assert acting.acts_for(held.guardian.user, held.child)


def test_other_words_than_those_shown_confirm_nothing():
    held, (first, second) = make_child(), two()
    removal = propose(held, first)
    with pytest.raises(ProposalChanged):
        confirm(removal, second, content_hash="0" * 64)
    held.refresh_from_db()
    assert held.ended_on is None


def test_a_ground_is_one_of_the_list_and_one_proposal_waits_at_a_time():
    held, (first, second) = make_child(), two()
    with pytest.raises(UnknownGround):
        propose(held, first, ground="dislike")
    removal = propose(held, first)
    with pytest.raises(RemovalOpen):
        propose(held, second)
    services.return_removal(removal_id=removal.pk, reason="Нет акта.", actor=actor_of(second))
    with pytest.raises(RemovalGone):
        confirm(removal, second)
    assert propose(held, second).pk != removal.pk


def test_who_does_not_act_any_more_cannot_be_removed():
    held, (first, second) = make_child(), two()
    removal = propose(held, first)
    Guardianship.objects.filter(pk=held.pk).update(majority_at=clock.now())
    with pytest.raises(NothingToEnd):
        confirm(removal, second)
    removal.refresh_from_db()
    assert removal.confirmed_at is None
    with pytest.raises(NoLongerActs):
        propose(make_child(ended_on=clock.today(), end_reason="guardian"), first)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_who_acted_is_told_with_the_way_to_complain_and_not_where_the_child_lives(language: str):
    office = make_office()
    office.phone = "+7 495 000-00-01"
    office.save()
    parent = make_applicant(make_user(language=language))
    held, (first, second) = make_child(parent), two()
    removal = confirm(propose(held, first), second)
    dispatch_pending()
    message = Message.objects.filter(recipient=parent.user).first()
    assert message
    assert ("Вы больше не действуете" if language == "ru" else "You no longer act") in message.subject
    for words in (office.name_ru if language == "ru" else office.name_en, "+7 495 000-00-01", f"/cases/guardianship/ended/{held.number}/"):
        assert words in message.body
    page = sign_in(parent.user).get(f"/cases/guardianship/ended/{held.number}/", headers={"accept-language": language})
    text = page.content.decode()
    for words in (WORDS["reason"], WORDS["act"], office.phone, str(removal.appeal_by.year)):
        assert words in text
    assert "Примерная ул., 1" not in text.replace(office.address_ru, "")
    children = sign_in(parent.user).get("/profile/children/", headers={"accept-language": language}).content.decode()
    assert f"/cases/guardianship/ended/{held.number}/" in children


def test_the_letter_is_the_guardians_alone():
    held, (first, second) = make_child(), two()
    other = make_child().guardian.user
    address = f"/cases/guardianship/ended/{held.number}/"
    assert sign_in(held.guardian.user).get(address).status_code == 404  # nothing is decided yet
    confirm(propose(held, first), second)
    assert sign_in(held.guardian.user).get(address).status_code == 200
    assert sign_in(other).get(address).status_code == 404
    assert sign_in(first).get(address).status_code == 404


def test_whoever_else_acts_hears_of_it_without_the_ground_and_acts_on():
    held, other = make_child(), make_applicant()
    same = {"child": held.child, "kinship": "parent", "child_born": held.child_born, "since": held.since, "majority_at": held.majority_at}
    Guardianship.objects.create(guardian=other, **same)
    first, second = two()
    confirm(propose(held, first), second)
    dispatch_pending()
    assert acting.acts_for(other.user, held.child)
    told = Message.objects.filter(recipient=other.user).first()
    assert told
    assert WORDS["reason"] not in told.body


def test_who_was_removed_cannot_add_the_same_child_again():
    held, (first, second) = make_child(), two()
    confirm(propose(held, first), second)
    child = held.child
    assert child.birth_date
    names = {"family_name": child.family_name, "given_names": child.given_names}
    data = ChildData(kinship="parent", **names, birth_date=child.birth_date, sex="F", citizenship="TJ")
    with pytest.raises(errors.RemovedByOfficers):
        add_child(guardian_id=held.guardian_id, data=data, actor=actor_of(held.guardian.user))
    assert Person.objects.filter(user=None).count() == 1


# ---- who leaves while the proposal waits


def leave(held: Guardianship, on: date = date(2026, 3, 1)) -> None:
    end_guardianship(guardianship_id=held.pk, actor=actor_of(held.guardian.user), on=on)


def two_parents() -> tuple[Guardianship, Guardianship]:
    """Of one child; the second has a passport and may be invited again."""
    held, other = make_child(), make_applicant(given_names="FARRUKH", sex="M", birth_date=date(1991, 2, 3))
    return held, join(other, held)


def join(person: Person, held: Guardianship) -> Guardianship:
    assert person.birth_date
    assert held.child.birth_date
    code, _row = invite_guardian(guardianship_id=held.pk, born=person.birth_date, actor=actor_of(held.guardian.user))
    assert person.user
    return join_child(user=person.user, typed=code, child_born=held.child.birth_date, kinship="parent", actor=actor_of(person.user))


def test_who_leaves_before_the_confirmation_is_removed_all_the_same_and_no_invitation_lets_her_in():
    (held, mine), (first, second) = two_parents(), two()
    removal = propose(mine, first)
    leave(mine)
    done = confirm(removal, second)
    mine.refresh_from_db()
    assert (mine.ended_on, mine.end_reason) == (date(2026, 3, 1), "officers")  # the day of leaving is a fact and stays
    assert (done.left_on, done.ended_on, done.ended_too) == (date(2026, 3, 1), date(2026, 3, 2), [])
    with pytest.raises(errors.RemovedByOfficers):
        join(mine.guardian, held)
    assert acting.acts_for(held.guardian.user, held.child)


def test_who_left_and_was_let_in_again_before_the_confirmation_acts_no_more():
    (held, mine), (first, second) = two_parents(), two()
    removal = propose(mine, first)
    leave(mine)
    again = join(mine.guardian, held)
    done = confirm(removal, second)
    again.refresh_from_db()
    assert (again.ended_on, again.end_reason) == (date(2026, 3, 2), "officers")
    assert done.ended_too == [again.pk]
    assert acting.parents_of(held.child_id) == [held.guardian_id]


def test_who_left_and_added_the_child_anew_before_the_confirmation_acts_for_neither_profile():
    held, (first, second) = make_child(), two()
    removal = propose(held, first)
    leave(held)
    child = held.child
    assert child.birth_date
    told = {"family_name": child.family_name, "given_names": child.given_names, "birth_date": child.birth_date}
    data = ChildData(kinship="parent", sex="F", citizenship="TJ", **told)
    anew = add_child(guardian_id=held.guardian_id, data=data, actor=actor_of(held.guardian.user))
    done = confirm(removal, second)
    assert done.ended_too == [anew.pk]
    assert not acting.children_in_care(held.guardian_id)
    dispatch_pending()
    shown = sign_in(held.guardian.user).get(f"/cases/guardianship/ended/{anew.number}/", headers=EN)
    assert WORDS["reason"] in shown.content.decode()
    assert Message.objects.filter(recipient=held.guardian.user, channel="inbox", body__contains=f"/ended/{held.number}/").count() == 1


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "Вы сами перестали действовать за"), ("en", "You had stopped acting for")], ids=["ru", "en"]
)
def test_the_letter_to_who_had_left_says_so_and_the_other_parent_is_told_once(language: str, words: str):
    (held, mine), (first, second) = two_parents(), two()
    mine.guardian.user.language = language
    mine.guardian.user.save()
    removal = propose(mine, first)
    leave(mine)
    confirm(removal, second)
    dispatch_pending()
    body = Message.objects.filter(recipient=mine.guardian.user, channel="inbox").latest("pk").body
    page = sign_in(mine.guardian.user).get(f"/cases/guardianship/ended/{mine.number}/", headers={"accept-language": language})
    assert words in body
    assert words in page.content.decode()
    other = Message.objects.filter(recipient=held.guardian.user, channel="inbox").values_list("subject", flat=True)
    assert not [subject for subject in other if "Изменилось, кто действует" in subject]  # of the leaving itself she knows


def test_a_second_confirmation_of_who_was_removed_says_that_there_is_nothing_to_end():
    (held, mine), (first, second) = two_parents(), two()
    early = propose(mine, first)
    leave(mine)
    again = join(mine.guardian, held)
    late = propose(again, first)
    confirm(early, second)
    with pytest.raises(NothingToEnd):
        confirm(late, second)
    shown = sign_in(second).get(address(again), headers=EN).content.decode()
    assert "There is nothing to end any more" in shown
    assert "Confirm: end it" not in shown
    assert "Return with words" in shown
    assert "/admin/guardianships/" + str(again.number) not in sign_in(second).get("/admin/guardianships/", headers=EN).content.decode()
    services.return_removal(removal_id=late.pk, reason="Уже прекращено.", actor=actor_of(second))


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "сам перестал действовать"), ("en", "Who acted stopped herself or himself")], ids=["ru", "en"]
)
def test_the_second_officer_reads_that_who_acted_has_left_and_confirms(language: str, words: str):
    held, (first, second) = make_child(), two()
    make_case("submitted", person=held.child)
    removal = propose(held, first)
    leave(held)
    client = sign_in(second)
    headers = {"accept-language": language}
    assert words in client.get(address(held), headers=headers).content.decode()
    assert str(held.number) in client.get("/admin/guardianships/", headers=headers).content.decode()
    answer = client.post(address(held, "confirm/"), {"content_hash": removal.content_hash}, headers=headers)
    assert answer.status_code == 302
    removal.refresh_from_db()
    assert removal.left_on == date(2026, 3, 1)


# ---- pages of officers


def address(held: Guardianship, act: str = "") -> str:
    return f"/admin/guardianships/{held.number}/{act}"


def test_two_officers_do_it_by_their_pages_and_each_look_is_written_down():
    held, (first, second) = make_child(), two()
    make_case("submitted", person=held.child)
    one, other = sign_in(first), sign_in(second)
    assert "Propose to end it" in one.get(address(held), headers=EN).content.decode()
    assert one.post(address(held, "propose/"), {}, headers=EN).status_code == 422
    assert one.post(address(held, "propose/"), WORDS, headers=EN).status_code == 302
    removal = Removal.objects.get()
    assert "Confirm: end it" not in one.get(address(held), headers=EN).content.decode()
    shown = other.get(address(held), headers=EN).content.decode()
    for words in (WORDS["act"], WORDS["reason"], "Family Code", "Confirm: end it"):
        assert words in shown
    assert one.post(address(held, "confirm/"), {"content_hash": removal.content_hash}, headers=EN).status_code == 403
    assert other.post(address(held, "confirm/"), {"content_hash": removal.content_hash}, headers=EN).status_code == 302
    held.refresh_from_db()
    assert held.end_reason == "officers"
    assert set(AccessRecord.objects.values_list("person_id", flat=True)) == {held.child_id, held.guardian_id}


def test_a_session_that_proved_nothing_lately_is_led_to_prove_it():
    held, (first, second) = make_child(), two()
    removal = propose(held, first)
    client = sign_in(second)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1}, {"method": "mfa", "type": "totp", "at": 1}]
    session.save()
    answer = client.post(address(held, "confirm/"), {"content_hash": removal.content_hash})
    assert "reauthenticate" in answer.headers["Location"]
    held.refresh_from_db()
    assert held.ended_on is None


def test_an_office_goes_on_seeing_a_child_that_left_until_it_lives_elsewhere():
    held, here, elsewhere = make_child(), make_user("officer"), make_user("officer", office=make_office("780-001"))
    address = current_address(held.child)
    assert address is not None
    left = {"reason": Address.EndReason.LEFT, "last_day": clock.today(), "actor": actor_of(held.guardian.user)}
    end_address(address_id=address.pk, **left)
    assert current_address(held.child) is None
    assert list(visible_guardianships(here)) == [held]
    record_address(person_id=held.child_id, region="78", text="Санкт-Петербург", registered_until=None, actor=actor_of(held.guardian.user))
    assert (list(visible_guardianships(here)), list(visible_guardianships(elsewhere))) == ([], [held])


def test_an_address_that_was_never_valid_shows_a_child_to_nobody():
    held, here = make_child(), make_user("officer")
    address = current_address(held.child)
    assert address is not None
    annul_address(address_id=address.pk, actor=actor_of(held.guardian.user))
    assert not visible_guardianships(here).exists()


def test_an_officer_reaches_children_of_the_own_region_or_office_and_never_the_own():
    held = make_child()
    here, elsewhere = make_user("officer"), make_user("officer", office=make_office("780-001"))
    assert list(visible_guardianships(here)) == [held]
    assert not visible_guardianships(elsewhere).exists()
    make_case("submitted", person=held.child, office=make_office("780-001"))
    assert list(visible_guardianships(elsewhere)) == [held]
    own = make_child(make_applicant(make_user("officer")))
    assert own not in visible_guardianships(own.guardian.user)
    assert sign_in(make_user("analyst")).get(address(held)).status_code == 403


def test_a_child_is_found_by_the_whole_name_and_birthday_and_the_search_is_written_down():
    held = make_child()
    officer = make_user("officer")
    born = held.child.birth_date
    assert born
    assert found_by_child(officer, family_name="rahimova", birth_date=born) == [held]
    assert found_by_child(officer, family_name="Рахимова", birth_date=born) == [held]
    assert found_by_child(officer, family_name="RAHIM", birth_date=born) == []
    assert found_by_child(officer, family_name="RAHIMOVA", birth_date=born + timedelta(days=1)) == []
    page = sign_in(officer).post("/admin/guardianships/", {"family_name": "RAHIMOVA", "birth_date": f"{born:%d.%m.%Y}"}, headers=EN)
    assert str(held.number) in page.content.decode()
    assert AccessRecord.objects.filter(person=held.child, what="guardianship").count() == 1


def test_a_case_of_a_child_for_whom_nobody_acts_says_so():
    held, (first, second) = make_child(), two()
    case = make_case("submitted", person=held.child)
    page = f"/admin/case/{case.reference}/"
    assert "Nobody acts for the child" not in sign_in(first).get(page, headers=EN).content.decode()
    confirm(propose(held, first), second)
    shown = sign_in(first).get(page, headers=EN).content.decode()
    assert "Nobody acts for the child" in shown
    assert address(held) in shown


@pytest.mark.parametrize("ground", [ground.code for ground in GROUNDS])
def test_each_ground_has_its_article_on_the_letter(ground: str):
    held, (first, second) = make_child(), two()
    removal = confirm(propose(held, first, ground=ground), second)
    text = sign_in(held.guardian.user).get(f"/cases/guardianship/ended/{held.number}/", headers=EN).content.decode()
    assert removal.article in text
