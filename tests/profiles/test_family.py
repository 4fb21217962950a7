"""A parent acts for a child: from the day it is added until its 18th birthday, and nobody else ever."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from portal import clock
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.events.models import Event
from profiles import acting, errors, services
from profiles.models import AccessRecord, Document, Guardianship, IdentityDocument, Person
from profiles.permissions import is_owner
from profiles.rules.majority import can_be_parent, is_child, years_later
from profiles.selectors import document_held_by_others, facts
from profiles.services.family import close_and_warn
from profiles.views.overview import _LOOKED_AT
from tests.factories import make_applicant, make_child, make_document, make_user, sign_in
from tests.profiles.hostile import pdf, upload
from tests.profiles.people import ZARINA_LINES

pytestmark = pytest.mark.django_db

KAMCHATKA, KALININGRAD = ZoneInfo("Asia/Kamchatka"), ZoneInfo("Europe/Kaliningrad")


def told(**fields: Any) -> services.ChildData:
    known: dict[str, Any] = {"kinship": "parent", "family_name": "RAHIMOVA", "given_names": "AMINA", "birth_date": years_ago(7), "sex": "F"}
    return services.ChildData(**{**known, "citizenship": "TJ", **fields})


def years_ago(years: int, days: int = 0) -> date:
    """The day so many years ago, as the country's easternmost day counts; `days` later."""
    return years_later(timezone.localdate(timezone=KAMCHATKA), -years) + timedelta(days=days)


def add(guardian: Person, **fields: Any) -> Guardianship:
    return services.add_child(guardian_id=guardian.pk, data=told(**fields), actor=actor_of(guardian.user))


# ---- rules


@pytest.mark.parametrize(
    ("born", "years", "day"),
    [
        (date(2008, 3, 9), 18, date(2026, 3, 9)),
        (date(2008, 2, 29), 18, date(2026, 3, 1)),  # no such day in a common year
        (date(2008, 2, 29), 20, date(2028, 2, 29)),
    ],
)
def test_the_birthday_so_many_years_later(born: date, years: int, day: date):
    assert years_later(born, years) == day


def test_a_child_is_one_through_the_day_before_the_birthday():
    assert is_child(date(2008, 3, 9), on=date(2026, 3, 8), majority=18)
    assert not is_child(date(2008, 3, 9), on=date(2026, 3, 9), majority=18)


def test_a_parent_is_older_by_twelve_full_years():
    assert can_be_parent(parent_born=date(1996, 5, 5), child_born=date(2008, 5, 5), older_by=12)
    assert not can_be_parent(parent_born=date(1996, 5, 6), child_born=date(2008, 5, 5), older_by=12)


# ---- adding


def test_an_added_child_has_a_profile_without_an_account_and_the_parent_acts_for_it():
    parent = make_applicant()
    held = add(parent)
    assert (held.child.user, held.child.phone, held.child.given_names) == (None, parent.phone, "AMINA")
    assert acting.acts_for(parent.user, held.child)
    assert is_owner(parent.user, held.child)
    assert {row["pk"] for row in acting.people_acted_for(parent.user)} == {parent.pk, held.child_id}
    assert Event.objects.filter(name="profiles.GuardianshipBegun").count() == 1


def test_the_same_child_told_twice_is_one():
    parent = make_applicant()
    assert add(parent) == add(parent)
    assert Person.objects.filter(user=None).count() == 1


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"birth_date": years_ago(18)}, errors.ChildTooOld),
        ({"birth_date": date(1990, 1, 1)}, errors.ChildTooOld),
        ({"birth_date": years_ago(0, 1)}, errors.BirthNotInThePast),
        ({"citizenship": "QQ"}, errors.UnknownCitizenship),
    ],
)
def test_what_cannot_be_a_child_is_refused_in_words(fields: dict[str, Any], refusal: type[DomainError]):
    parent = make_applicant()
    with pytest.raises(refusal):
        add(parent, **fields)
    assert (Person.objects.count(), Guardianship.objects.count()) == (1, 0)


def test_a_child_of_one_day_before_eighteen_is_taken():
    assert add(make_applicant(), birth_date=years_ago(18, 1)).child.user is None


@pytest.mark.parametrize(("older_by_days", "taken"), [(0, True), (1, False)])
def test_a_child_nearly_as_old_as_the_parent_is_refused(older_by_days: int, taken: bool):
    child_born = years_ago(10)
    parent = make_applicant(birth_date=years_later(child_born, -12) + timedelta(days=older_by_days))
    if taken:
        assert add(parent, birth_date=child_born)
    else:
        with pytest.raises(errors.ParentTooYoung):
            add(parent, birth_date=child_born)


def test_a_guardian_must_be_an_adult_but_may_be_an_elder_brother():
    with pytest.raises(errors.GuardianNotAdult):
        add(make_applicant(birth_date=years_ago(18, 1)), kinship="guardian", birth_date=years_ago(12))
    assert add(make_applicant(birth_date=years_ago(18)), kinship="guardian", birth_date=years_ago(12))


def test_a_parent_without_a_birth_date_is_asked_for_the_passport_first():
    with pytest.raises(errors.OwnBirthUnknown):
        add(make_applicant(birth_date=None))


def test_a_pair_has_one_open_guardianship_in_the_database():
    held = make_child()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_pair(held)
    Guardianship.objects.filter(pk=held.pk).update(ended_on=clock.today(), end_reason="guardian")
    assert make_pair(held)


def make_pair(held: Guardianship) -> Guardianship:
    same = {"kinship": "parent", "child_born": held.child_born, "since": held.since, "majority_at": held.majority_at}
    return Guardianship.objects.create(guardian=held.guardian, child=held.child, **same)


# ---- the 18th birthday


@pytest.mark.parametrize(("region", "zone"), [("41", KAMCHATKA), ("39", KALININGRAD), (None, KAMCHATKA)])
def test_acting_ends_when_the_birthday_begins_where_the_child_lives(monkeypatch: Any, region: str | None, zone: ZoneInfo):
    parent = make_applicant()
    held = add(parent, birth_date=date(2010, 3, 9))
    if region:
        services.record_address(person_id=held.child_id, region=region, text="Улица, 1", registered_until=None, actor=actor_of(parent.user))
        held.refresh_from_db()
    begins = datetime(2028, 3, 9, tzinfo=zone)
    assert held.majority_at == begins
    monkeypatch.setattr(clock, "now", lambda: begins - timedelta(seconds=1))
    assert acting.acts_for(parent.user, held.child)
    monkeypatch.setattr(clock, "now", lambda: begins)
    assert not acting.acts_for(parent.user, held.child)
    assert {row["pk"] for row in acting.people_acted_for(parent.user)} == {parent.pk}
    assert acting.hearers(held.child) == []


def test_the_birthday_is_written_down_and_told_once():
    held = make_child(born=years_ago(18, -1))
    assert (close_and_warn(), close_and_warn()) == (1, 0)
    held.refresh_from_db()
    assert (held.end_reason, held.ended_on) == ("majority", years_later(held.child_born, 18))
    assert Event.objects.filter(name="profiles.GuardianshipOver").count() == 1


@pytest.mark.parametrize(("days", "warned"), [(59, 1), (62, 0)])
def test_the_parent_is_told_sixty_days_before(days: int, warned: int):
    make_child(born=years_ago(18, days))
    assert (close_and_warn(), close_and_warn()) == (warned, 0)
    assert Event.objects.filter(name="profiles.GuardianshipEnding").count() == warned


def test_a_correction_cannot_make_the_child_younger():
    parent = make_applicant()
    held = add(parent, birth_date=years_ago(17))
    with pytest.raises(errors.ChildMadeYounger):
        record_birth(held, years_ago(10))
    held.child.refresh_from_db()
    assert held.child.birth_date == years_ago(17)
    assert not IdentityDocument.objects.filter(person=held.child).exists()


def test_a_correction_that_makes_the_child_older_brings_the_end_nearer():
    held = add(make_applicant(), birth_date=years_ago(10))
    record_birth(held, years_ago(11))
    before = held.majority_at
    held.refresh_from_db()
    assert held.majority_at < before
    with pytest.raises(errors.ChildTooOld):
        record_birth(held, years_ago(18))


def record_birth(held: Guardianship, born: date) -> None:
    data = services.IdentityData(
        kind="birth_cert", number="IA1", issuing_state="TJ", family_name="RAHIMOVA", given_names="AMINA", birth_date=born, sex="F",
        citizenship="TJ",
    )  # fmt: skip
    services.record_identity_document(person_id=held.child_id, data=data, actor=actor_of(held.guardian.user))


# ---- who may


def test_another_parent_and_an_ended_guardianship_open_nothing():
    held, stranger = make_child(), make_child()
    assert not acting.acts_for(stranger.guardian.user, held.child)
    services.end_guardianship(guardianship_id=held.pk, actor=actor_of(held.guardian.user), on=clock.today())
    assert not acting.acts_for(held.guardian.user, held.child)
    with pytest.raises(errors.GuardianshipEnded):
        services.end_guardianship(guardianship_id=held.pk, actor=actor_of(held.guardian.user), on=clock.today())


def test_staff_never_act_for_their_child_at_the_desk_and_never_decide_about_it():
    held = make_child()
    parent = held.guardian.user
    assert parent
    parent.is_staff = True
    parent.save()
    assert not is_owner(parent, held.child)
    assert acting.close_to(parent) == {held.guardian_id, held.child_id}


def test_whoever_acted_once_stays_close():
    held = make_child(ended_on=clock.today(), end_reason="majority")
    assert held.child_id in acting.close_to(held.guardian.user)


def test_a_child_is_heard_of_by_its_guardians_and_an_adult_herself():
    held = make_child()
    other = make_applicant()
    make_child(other)
    Guardianship.objects.create(
        guardian=other, child=held.child, kinship="guardian", child_born=held.child_born, since=held.since, majority_at=held.majority_at
    )
    assert acting.hearers(held.child) == [held.guardian.user_id, other.user_id]
    assert acting.hearers(held.guardian) == [held.guardian.user_id]


PAGES = (
    "", "passport/", "passport/by-hand/", "name/", "birth-place/", "phone/", "entry/", "address/", "documents/", "documents/add/",
    "documents/add/photo/", "access/", "document/", "proof/", "end/",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_each_page_of_a_child_names_it_and_is_the_parents_alone(page: str):
    held = make_child()
    address = f"/profile/children/{held.number}/{page}"
    shown = sign_in(held.guardian.user).get(address, headers={"accept-language": "en"})
    assert shown.status_code == 200
    assert "For your child:" in (text := shown.content.decode())
    assert "RAHIMOVA AMINA" in text
    never = address.replace(str(held.number), "00000000-0000-4000-8000-000000000000")
    for stranger in (make_child().guardian.user, make_user()):
        client = sign_in(stranger)
        there, nowhere = client.get(address), client.get(never)
        assert there.status_code == nowhere.status_code == 404
    Guardianship.objects.filter(pk=held.pk).update(majority_at=clock.now())
    assert sign_in(held.guardian.user).get(address).status_code == 404


def test_ones_own_pages_name_no_child():
    held = make_child()
    assert "For your child:" not in sign_in(held.guardian.user).get("/profile/").content.decode()


def test_a_document_of_the_child_opens_for_the_parent_without_a_record_and_for_nobody_else():
    held = make_child()
    document = make_document(held.child)
    document.file.name = document.file.storage.save("x/2.pdf", upload(pdf(), "a.pdf"))
    document.save()
    address = f"/profile/documents/{document.pk}/"
    assert sign_in(held.guardian.user).get(address).status_code == 200
    assert not AccessRecord.objects.exists()
    assert sign_in(make_child().guardian.user).get(address).status_code == 404
    Guardianship.objects.filter(pk=held.pk).update(majority_at=clock.now())
    assert sign_in(held.guardian.user).get(address).status_code == 404


def test_the_parent_reads_who_looked_at_the_child():
    held = make_child()
    services.record_access(person_id=held.child_id, reader=make_user("officer"), what="case", reason="TS-2026-1")
    assert "TS-2026-1" in sign_in(held.guardian.user).get(f"/profile/children/{held.number}/access/").content.decode()
    assert "TS-2026-1" not in sign_in(held.guardian.user).get("/profile/access/").content.decode()


def test_the_list_of_looks_has_words_for_everything_that_staff_look_at():
    """A code that only the program knows would stand on the person's page."""
    root = Path(acting.__file__).parent.parent
    sources = [
        path.read_text()
        for room in ("appointments", "cases", "employment", "patents", "permits", "profiles")
        for path in (root / room).rglob("*.py")
    ]
    asked = {what for text in sources for what in re.findall(r'record_access\([^()]*(?:\([^()]*\)[^()]*)*what="([a-z_]+)"', text)}
    assert {"case", "appointment", "permit"} <= asked
    assert asked <= _LOOKED_AT.keys()


def test_why_somebody_looked_is_read_in_the_language_of_the_person_not_of_the_officer():
    person, officer = make_applicant(), make_user("officer")
    with translation.override("ru"):
        services.record_access(person_id=person.pk, reader=officer, what="queue", reason=gettext_lazy("search by family name"))
    client = sign_in(person.user)
    assert "search by family name" in client.get("/profile/access/", headers={"accept-language": "en"}).text
    assert "поиск по фамилии" in client.get("/profile/access/", headers={"accept-language": "ru"}).text


def passport(person: Person, born: date) -> services.IdentityData:
    return services.IdentityData(
        kind="passport", number="401234567", issuing_state="TJ", issued_on=years_ago(1), expires_on=None, mrz="", family_name="RAHIMOVA",
        given_names="ZARINA", birth_date=born, sex="F", citizenship="TJ",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kinship", "born", "refusal"),
    [
        ("parent", years_ago(18), errors.ParentTooYoung),
        ("parent", years_ago(3), errors.ParentTooYoung),
        ("guardian", years_ago(17), errors.GuardianNotAdult),
    ],
)
def test_a_passport_cannot_make_a_parent_as_young_as_the_child(kinship: str, born: date, refusal: type[DomainError]):
    parent = make_applicant()
    add(parent, kinship=kinship)
    with pytest.raises(refusal):
        services.record_identity_document(person_id=parent.pk, data=passport(parent, born), actor=actor_of(parent.user))
    parent.refresh_from_db()
    assert parent.birth_date != born


def test_a_passport_may_make_a_parent_older_and_a_person_without_children_younger():
    parent, other = make_applicant(), make_applicant()
    add(parent)
    services.record_identity_document(person_id=parent.pk, data=passport(parent, years_ago(50)), actor=actor_of(parent.user))
    services.record_identity_document(person_id=other.pk, data=passport(other, years_ago(16)), actor=actor_of(other.user))
    assert [Person.objects.get(pk=one.pk).birth_date for one in (parent, other)] == [years_ago(50), years_ago(16)]


@pytest.mark.parametrize("which", ["guardian", "child"])
def test_the_table_itself_refuses_a_child_as_old_as_who_acts_for_it(which: str):
    held = make_child()
    born = held.child.birth_date if which == "guardian" else held.guardian.birth_date
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=getattr(held, which).pk).update(birth_date=born)
    Guardianship.objects.filter(pk=held.pk).update(ended_on=clock.today(), end_reason="guardian")
    Person.objects.filter(pk=getattr(held, which).pk).update(birth_date=born)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_pair(held)


# ---- pages


def test_a_parent_adds_a_child_that_is_entered_in_her_passport():
    parent = make_applicant()
    client = sign_in(parent.user)
    typed = {
        "kinship": "parent", "family_name": "Rahimova", "given_names": "Amina", "birth_date": years_ago(6).strftime("%d.%m.%Y"),
        "sex": "F", "citizenship": "TJ",
    }  # fmt: skip
    answer = client.post("/profile/children/add/", typed)
    held = Guardianship.objects.get()
    assert answer["Location"] == f"/profile/children/{held.number}/document/"
    client.post(answer["Location"], {"which": "in_parents"})
    known = facts(held.child)
    assert (known.document_kind, known.document_number) == ("in_parents", facts(parent).document_number)
    assert not document_held_by_others(known)
    assert not document_held_by_others(facts(parent))


def test_a_wrong_birth_date_is_shown_beside_it_and_nothing_is_kept():
    parent = make_applicant()
    typed = {"kinship": "parent", "family_name": "R", "given_names": "A", "birth_date": "01.01.1990", "sex": "F", "citizenship": "TJ"}
    shown = sign_in(parent.user).post("/profile/children/add/", typed)
    assert "birth_date" in shown.context["form"].errors
    assert not Guardianship.objects.exists()


def test_a_parent_reads_beside_her_own_birth_date_that_she_would_be_too_young():
    parent = make_applicant()
    add(parent)
    born = years_ago(15)
    typed = {
        "kind": "passport", "number": "FA1234567", "issuing_state": "TJ", "family_name": "Rahimova", "given_names": "Zarina",
        "birth_date": born.strftime("%d.%m.%Y"), "sex": "F", "citizenship": "TJ", "issued_on": years_ago(1).strftime("%d.%m.%Y"),
        "expires_on": years_ago(-5).strftime("%d.%m.%Y"), "version": parent.version,
    }  # fmt: skip
    shown = sign_in(parent.user).post("/profile/passport/by-hand/", typed)
    assert list(shown.context["form"].errors) == ["birth_date"]
    parent.refresh_from_db()
    assert parent.birth_date != born


def test_the_proof_is_kept_among_the_childs_documents():
    held = make_child()
    sign_in(held.guardian.user).post(f"/profile/children/{held.number}/proof/", {"file": upload(pdf(), "birth.pdf")})
    held.refresh_from_db()
    assert held.proof == Document.objects.get(person=held.child, kind="kinship_proof")


def test_a_parents_lines_are_never_offered_for_the_child():
    held = make_child()
    client = sign_in(held.guardian.user)
    client.post("/profile/passport/", {"lines": ZARINA_LINES})
    answer = client.get(f"/profile/children/{held.number}/passport/check/")
    assert answer["Location"] == f"/profile/children/{held.number}/passport/"


def test_the_parent_ends_acting_for_the_child():
    held = make_child()
    client = sign_in(held.guardian.user)
    assert client.post(f"/profile/children/{held.number}/end/")["Location"] == "/profile/children/"
    held.refresh_from_db()
    assert held.end_reason == "guardian"
    assert client.get(f"/profile/children/{held.number}/").status_code == 404
