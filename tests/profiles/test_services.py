"""What changes a profile: it works, it is refused and then nothing changed, twice is once, an event stands with it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.errors import DomainError, NotAllowed, StaleVersion
from portal.events.actor import actor_of
from portal.events.models import Event
from portal.legal.errors import UnknownRegion
from profiles import permissions, selectors, services
from profiles.civil import latest_today
from profiles.files.strays import stray_files
from profiles.invariants import documents_without_file, files_without_document
from profiles.models import AccessRecord, Document, Entry, IdentityDocument, Person
from profiles.services import documents as document_services
from profiles.services.documents import sweep_stray_files
from tests.profiles import hostile, people

pytestmark = pytest.mark.django_db
TODAY = latest_today


def events(name: str) -> int:
    return Event.objects.filter(name=f"profiles.{name}").count()


def record(person: Person, **fields: Any) -> IdentityDocument:
    return services.record_identity_document(person_id=person.pk, data=people.identity(**fields), actor=actor_of(person.user))


def keep(person: Person, content: bytes | None = None, kind: str = "passport_scan") -> Document:
    file = hostile.upload(content or hostile.pdf())
    return services.upload_document(person_id=person.pk, kind=kind, uploaded_file=file, actor=actor_of(person.user))


def entry(person: Person, **fields: Any) -> Entry:
    return services.record_entry(person_id=person.pk, actor=actor_of(person.user), **{**people.ENTRY, **fields})


def test_a_profile_is_opened_once() -> None:
    user = people.migrant()
    assert services.open_profile(user) == services.open_profile(user)
    assert events("ProfileOpened") == 1


def test_an_employee_has_no_profile() -> None:
    with pytest.raises(NotAllowed):
        services.open_profile(people.officer())
    assert Person.objects.count() == 0


def test_an_identity_document_says_who_the_person_is() -> None:
    person = people.person()
    document = record(person)
    known = selectors.facts(Person.objects.get(pk=person.pk))
    assert (known.full_name, known.birth_date, known.citizenship) == ("RAHIMOVA ZARINA", date(1992, 3, 5), "TJ")
    assert (known.document_number, known.document_expires_on) == ("400123456", date(2031, 3, 4))
    assert Event.objects.get(name="profiles.IdentityDocumentRecorded").payload == {
        "person_id": person.pk,
        "identity_document_id": document.pk,
        "by_machine_readable_lines": False,
    }


def test_the_same_document_again_changes_nothing() -> None:
    person = people.person()
    assert record(person) == record(person)
    assert (IdentityDocument.objects.count(), events("IdentityDocumentRecorded")) == (1, 1)


def test_a_new_passport_replaces_the_old_one_which_stays_in_the_record() -> None:
    person = people.person()
    old, new = record(person), record(person, number="400999999")
    old.refresh_from_db()
    assert (old.is_current, new.is_current) == (False, True)
    assert selectors.current_identity_document(person) == new


@pytest.mark.parametrize(
    "wrong",
    [
        {"citizenship": "UTO"},
        {"citizenship": ""},
        {"birth_date": date(9999, 12, 31)},
        {"birth_date": date(1, 1, 1)},
        {"issued_on": date(1990, 1, 1)},
        {"issued_on": date(2050, 1, 1)},
        {"expires_on": date(2021, 3, 5)},
        {"issued_on": None, "expires_on": date(1991, 1, 1)},
    ],
)
def test_an_impossible_document_is_refused_and_nothing_changed(wrong: dict[str, Any]) -> None:
    person = people.person()
    with pytest.raises(DomainError):
        record(person, **wrong)
    person.refresh_from_db()
    assert (person.version, person.family_name, IdentityDocument.objects.count()) == (1, "", 0)
    assert events("IdentityDocumentRecorded") == 0


def test_a_birth_is_today_at_the_latest() -> None:
    person = people.person()
    record(person, birth_date=TODAY(), issued_on=TODAY())
    with pytest.raises(DomainError):
        record(person, birth_date=TODAY() + timedelta(days=1), issued_on=None)


def test_a_page_that_is_out_of_date_overwrites_nothing() -> None:
    person = people.person()
    record(person)
    with pytest.raises(StaleVersion):
        services.update_personal_details(person_id=person.pk, details={"birth_place": "x"}, actor=actor_of(person.user), expected_version=1)
    assert Person.objects.get(pk=person.pk).birth_place == ""


def test_a_double_click_is_not_told_that_it_is_late() -> None:
    person = people.person()
    for _click in range(2):
        details = {"birth_place": "Душанбе"}
        services.update_personal_details(person_id=person.pk, details=details, actor=actor_of(person.user), expected_version=1)
    assert events("PersonalDetailsUpdated") == 1


def test_details_are_a_closed_list() -> None:
    person = people.person()
    with pytest.raises(ValueError, match="citizenship"):
        services.update_personal_details(person_id=person.pk, details={"citizenship": "RU"}, actor=actor_of(person.user))


def test_events_carry_no_personal_data() -> None:
    people.filled()
    told = "".join(str(event.payload) for event in Event.objects.filter(name__startswith="profiles."))
    assert not [secret for secret in ("RAHIMOVA", "Рахимова", "400123456", "+79161234567", "Примерная", "1234567") if secret in told]


def test_a_corrected_entry_is_the_one_that_counts_even_if_it_is_earlier() -> None:
    person = people.person()
    entry(person, entered_on=date(2025, 11, 20))
    entry(person, entered_on=date(2025, 11, 2))
    assert selectors.facts(person).entered_on == date(2025, 11, 2)
    entry(person, entered_on=date(2025, 11, 20), purpose="private")
    assert (selectors.facts(person).entered_on, selectors.facts(person).purpose) == (date(2025, 11, 20), "private")
    assert Entry.objects.filter(person=person).count() == 2


@pytest.mark.parametrize("wrong", [{"entered_on": date(2100, 1, 1)}, {"entered_on": date(1, 1, 1)}, {"stay_until": date(2025, 10, 31)}])
def test_an_impossible_entry_is_refused(wrong: dict[str, Any]) -> None:
    person = people.person()
    with pytest.raises(DomainError):
        entry(person, **wrong)
    assert (Entry.objects.count(), events("EntryRecorded")) == (0, 0)


def test_nobody_enters_before_birth() -> None:
    person = people.person()
    record(person)
    entry(person, entered_on=date(1992, 3, 5), stay_until=None)
    with pytest.raises(DomainError):
        entry(person, entered_on=date(1992, 3, 4), stay_until=None)


def test_the_database_refuses_a_card_of_another_form() -> None:
    person = people.person()
    with pytest.raises(IntegrityError), transaction.atomic():
        entry(person, card_number="12٣4567")


def test_an_address_replaces_the_one_before() -> None:
    person = people.filled()
    services.record_address(person_id=person.pk, region="50", text="Химки", registered_until=None, actor=actor_of(person.user))
    assert (selectors.facts(person).region, selectors.facts(person).address) == ("50", "Химки")
    with pytest.raises(UnknownRegion):
        services.record_address(person_id=person.pk, region="00", text="Химки", registered_until=None, actor=actor_of(person.user))


def test_facts_say_what_is_missing() -> None:
    assert selectors.facts(people.person()).missing == ("passport", "personal", "entry", "address")
    assert selectors.facts(people.filled()).missing == ()


def test_a_snapshot_is_json_with_iso_dates() -> None:
    snapshot = selectors.snapshot(people.filled())
    assert (snapshot["birth_date"], snapshot["entered_on"], snapshot["registered_until"]) == ("1992-03-05", "2025-11-01", None)


def test_a_snapshot_gives_back_the_same_facts() -> None:
    person = people.filled()
    assert selectors.facts_of(selectors.snapshot(person)) == selectors.facts(person)


def test_facts_take_three_queries(django_assert_num_queries: Any) -> None:
    person = people.filled()
    with django_assert_num_queries(3):
        selectors.facts(person)


def test_lines_agree_with_the_profile_until_the_profile_says_something_else() -> None:
    person = people.person()
    assert selectors.mrz_agrees(selectors.facts(person)) is None
    record(person, kind="id_card", mrz=people.ZARINA_LINES)
    assert selectors.mrz_agrees(selectors.facts(Person.objects.get(pk=person.pk))) is True
    Person.objects.filter(pk=person.pk).update(family_name="OTHER")
    assert selectors.mrz_agrees(selectors.facts(Person.objects.get(pk=person.pk))) is False


def test_one_document_in_two_profiles_is_noticed() -> None:
    first, second = people.person(), people.person()
    record(first)
    assert not selectors.document_held_by_others(selectors.facts(first))
    record(second)
    assert selectors.document_held_by_others(selectors.facts(first))


# ---- files


def test_an_uploaded_document_is_stored_under_our_own_name() -> None:
    person = people.person()
    document = keep(person)
    assert document.file.name == f"documents/{document.pk.hex[:2]}/{document.pk.hex}.pdf"
    assert default_storage.exists(document.file.name)
    assert (document.content_type, document.pages, events("DocumentUploaded")) == ("application/pdf", 1, 1)


def test_the_same_file_twice_is_one_document() -> None:
    person = people.person()
    content = hostile.pdf()
    assert keep(person, content) == keep(person, content)
    assert (Document.objects.count(), events("DocumentUploaded")) == (1, 1)
    assert keep(person, content, kind="other") != keep(person, content)


def test_a_refused_file_leaves_nothing() -> None:
    person = people.person()
    before = default_files()
    with pytest.raises(DomainError):
        keep(person, b"MZ")
    assert (Document.objects.count(), default_files()) == (0, before)


@pytest.mark.parametrize("broken", ["emit", "lock_person"])
def test_a_failure_after_the_file_was_stored_leaves_neither_row_nor_file(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    person = people.person()
    before = default_files()

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(document_services, broken, fail)
    with pytest.raises(RuntimeError):
        keep(person)
    assert (Document.objects.count(), default_files()) == (0, before)


def test_a_profile_keeps_a_limited_number_of_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    person = people.person()
    monkeypatch.setattr(document_services, "MAX_DOCUMENTS", 1)
    keep(person)
    before = default_files()
    with pytest.raises(DomainError):
        keep(person, hostile.pdf(pages=2))
    assert (Document.objects.count(), default_files()) == (1, before)


def test_a_removed_document_is_gone_with_its_file(django_capture_on_commit_callbacks: Any) -> None:
    person = people.person()
    document = keep(person)
    for _click in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            services.remove_document(person_id=person.pk, document_id=document.pk, actor=actor_of(person.user))
    assert not default_storage.exists(document.file.name)
    assert selectors.document_visible_to(person.user, document.pk) is None
    assert events("DocumentRemoved") == 1


def test_a_document_that_a_sent_application_holds_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    person = people.person()
    document = keep(person)
    monkeypatch.setattr(permissions, "_holders", [lambda held: held.pk == document.pk])
    with pytest.raises(DomainError):
        services.remove_document(person_id=person.pk, document_id=document.pk, actor=actor_of(person.user))
    assert default_storage.exists(document.file.name)
    assert Document.objects.get().removed_at is None


def test_nobody_removes_the_document_of_another_person() -> None:
    mine, other = people.person(), people.person()
    document = keep(mine)
    with pytest.raises(Document.DoesNotExist):
        services.remove_document(person_id=other.pk, document_id=document.pk, actor=actor_of(other.user))


def test_files_and_rows_are_compared_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    sweep_everything_old(monkeypatch)
    person = people.person()
    kept, lost = keep(person), keep(person, hostile.pdf(pages=2))
    assert (documents_without_file(), files_without_document()) == (0, 0)
    default_storage.delete(lost.file.name)
    kept_name = kept.file.name
    Document.objects.filter(pk=kept.pk).update(removed_at=timezone.now())
    assert (documents_without_file(), stray_files()) == (1, [kept_name])
    assert (sweep_stray_files(), files_without_document()) == (1, 0)


def test_a_file_on_its_way_is_not_swept() -> None:
    document = keep(people.person())
    Document.objects.filter(pk=document.pk).update(removed_at=timezone.now())
    assert document.file.name not in stray_files()


def default_files() -> set[str]:
    from profiles.files.strays import stored_names

    return set(stored_names(default_storage))


def sweep_everything_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """What earlier tests rolled back left its files; from here on every file is old enough to be looked at."""
    from profiles.files import strays

    monkeypatch.setattr(strays, "ON_ITS_WAY", timedelta(seconds=-5))
    sweep_stray_files()


# ---- who looked


def test_a_look_of_an_officer_is_recorded_with_role_and_office() -> None:
    person = people.person()
    services.record_access(person_id=person.pk, reader=people.officer(), what="case", reason="WP-1")
    look = selectors.access_history(person).get()
    assert (look.reader_role, look.office_name, look.what, look.reason) == ("officer", "Отделение 770-001", "case", "WP-1")


def test_a_look_at_oneself_is_not_recorded() -> None:
    person = people.person()
    assert services.record_access(person_id=person.pk, reader=person.user, what="case", reason="WP-1") is None
    assert AccessRecord.objects.count() == 0


def test_the_application_cannot_change_or_delete_a_look(as_app_role: Any) -> None:
    person = people.person()
    services.record_access(person_id=person.pk, reader=people.officer(), what="case", reason="WP-1")
    for statement in (
        "UPDATE profiles_accessrecord SET reason = ''",
        "DELETE FROM profiles_accessrecord",
        "TRUNCATE profiles_accessrecord",
    ):
        with pytest.raises(Exception, match="permission denied"), as_app_role() as connection, connection.cursor() as cursor:
            cursor.execute(statement)
