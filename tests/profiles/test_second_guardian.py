"""A second parent or guardian joins by an invitation: for one person, once, in time, and never against what officers decided."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from cases.events import CaseSubmitted
from cases.guardianship.services import confirm_removal, propose_removal
from cases.selectors import own_cases
from portal import clock
from portal.events.actor import actor_of
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.events.services import emit
from portal.notifications.models import Message
from profiles import acting, errors, services
from profiles.models import AccessRecord, GuardianInvitation, Guardianship, IdentityDocument, Person
from profiles.rules.majority import years_later
from profiles.services import invitations
from profiles.services.family import close_and_warn
from profiles.services.hand_over import claim_profile, hand_over_and_tell, make_code, open_hand_over, revoke_code
from profiles.tasks import end_guardianships
from tests.factories import make_applicant, make_case, make_child, make_document, make_office, make_person, make_user, sign_in
from tests.stack import wait_for

pytestmark = pytest.mark.django_db
EN, RU = {"accept-language": "en"}, {"accept-language": "ru"}
BORN = date(1991, 2, 3)
ONE = timedelta(days=1)


def second(**fields: Any) -> Person:
    return make_applicant(**{"given_names": "FARRUKH", "sex": "M", "birth_date": BORN, **fields})


def invite(held: Guardianship, born: date = BORN) -> str:
    return services.invite_guardian(guardianship_id=held.pk, born=born, actor=actor_of(held.guardian.user))[0]


def join(person: Person, code: str, held: Guardianship, *, born: date | None = None, kinship: str = "parent") -> Guardianship:
    known = born or held.child.birth_date
    assert known
    assert person.user
    return services.join_child(user=person.user, typed=code, child_born=known, kinship=kinship, actor=actor_of(person.user))


def joined(held: Guardianship, person: Person | None = None) -> Guardianship:
    return join(person or second(), invite(held), held)


def remove(held: Guardianship) -> None:
    first, other = make_user("officer"), make_user("officer")
    words = {"ground": "rights_taken", "act": "Решение суда от 01.02.2026 № 2-1", "reason": "Суд лишил вас родительских прав."}
    removal = propose_removal(guardianship_id=held.pk, office_id=make_office().pk, actor=actor_of(first), **words)
    confirm_removal(removal_id=removal.pk, content_hash=removal.content_hash, actor=actor_of(other), on=clock.today())


def subjects(person: Person) -> list[str]:
    dispatch_pending()
    return list(Message.objects.filter(recipient=person.user, channel="inbox").order_by("pk").values_list("subject", flat=True))


# ---- joining


def test_who_was_invited_acts_for_the_child_beside_who_invited():
    held, person = make_child(), second()
    case = make_case("submitted", person=held.child)
    mine = joined(held, person)
    assert acting.acts_for(person.user, held.child)
    assert acting.acts_for(held.guardian.user, held.child)
    assert (mine.majority_at, mine.child_born, mine.number != held.number) == (held.majority_at, held.child_born, True)
    assert list(own_cases(person.user)) == [case]
    assert acting.hearers(held.child) == [held.guardian.user_id, person.user_id]


def test_nothing_opens_by_the_code_before_it_is_accepted():
    held, person = make_child(), second()
    code = invite(held)
    seen = services.invitation_named(user=person.user, typed=code, child_born=held.child.birth_date, actor=actor_of(person.user))
    assert seen.child == held.child
    assert not acting.acts_for(person.user, held.child)


def test_the_code_serves_once_and_the_same_sent_again_is_the_same():
    held, person = make_child(), second()
    code = invite(held)
    mine = join(person, code.lower().replace("-", " "), held)
    assert join(person, code, held) == mine
    with pytest.raises(errors.InvitationUnknown):
        join(second(), code, held)
    assert Event.objects.filter(name="profiles.GuardianJoined").count() == 1


def test_the_code_serves_nobody_of_another_birthday():
    held = make_child()
    code = invite(held)
    with pytest.raises(errors.InvitationUnknown):
        join(second(birth_date=BORN + ONE), code, held)
    with pytest.raises(errors.InvitationUnknown):
        join(second(), code, held, born=held.child_born + ONE)
    assert not Guardianship.objects.exclude(pk=held.pk).exists()
    assert join(second(), code, held)


def test_five_wrong_days_end_the_code_and_who_invited_is_told():
    held = make_child()
    code = invite(held)
    for _try in range(GuardianInvitation.WRONG_DATES):
        with pytest.raises(errors.InvitationUnknown):
            join(second(), code, held, born=held.child_born + ONE)
    with pytest.raises(errors.InvitationUnknown):
        join(second(), code, held)
    row = GuardianInvitation.objects.get()
    assert (row.end_reason, row.invited_born) == ("wrong", None)
    assert sum("was stopped" in subject for subject in subjects(held.guardian)) == 1


def test_four_wrong_days_do_not_end_it():
    held = make_child()
    code = invite(held)
    for _try in range(GuardianInvitation.WRONG_DATES - 1):
        with pytest.raises(errors.InvitationUnknown):
            join(second(), code, held, born=held.child_born + ONE)
    assert join(second(), code, held)


def test_a_code_lives_seven_days_and_not_longer_than_the_childhood(monkeypatch: Any):
    held, late = make_child(), make_child(born=years_later(clock.today(), -18) + 3 * ONE)
    made = clock.now()
    code, last = invite(held), invite(late)
    assert GuardianInvitation.objects.get(guardianship=late).expires_at == late.majority_at
    monkeypatch.setattr(clock, "now", lambda: made + invitations.LIVES + ONE)
    for one, row in ((code, held), (last, late)):
        with pytest.raises(errors.InvitationUnknown):
            join(second(), one, row)
    end_guardianships()
    assert set(GuardianInvitation.objects.values_list("end_reason", "invited_born")) == {("over", None)}


def test_on_its_last_moment_a_code_still_counts(monkeypatch: Any):
    held = make_child()
    code, row = services.invite_guardian(guardianship_id=held.pk, born=BORN, actor=actor_of(held.guardian.user))
    monkeypatch.setattr(clock, "now", lambda: row.expires_at - timedelta(seconds=1))
    assert join(second(), code, held)


def test_a_code_taken_back_or_replaced_serves_nobody():
    held = make_child()
    first = invite(held)
    third = invite(held)
    with pytest.raises(errors.InvitationUnknown):
        join(second(), first, held)
    services.take_back_invitation(guardianship_id=held.pk, actor=actor_of(held.guardian.user))
    with pytest.raises(errors.InvitationUnknown):
        join(second(), third, held)
    assert set(GuardianInvitation.objects.values_list("end_reason", flat=True)) == {"taken_back"}


def test_an_invitation_dies_with_the_acting_of_who_invited():
    held = make_child()
    code = invite(held)
    services.end_guardianship(guardianship_id=held.pk, actor=actor_of(held.guardian.user), on=clock.today())
    with pytest.raises(errors.InvitationUnknown):
        join(second(), code, held)
    end_guardianships()
    assert GuardianInvitation.objects.get().end_reason == "over"


def test_a_child_that_turns_18_meanwhile_is_joined_by_nobody(monkeypatch: Any):
    held = make_child()
    code = invite(held)
    GuardianInvitation.objects.update(expires_at=held.majority_at + ONE)  # even if the code itself lived on
    monkeypatch.setattr(clock, "now", lambda: held.majority_at)
    with pytest.raises(errors.InvitationUnknown):
        join(second(), code, held)
    with pytest.raises(errors.GuardianshipEnded):
        invite(held)


def test_who_invited_does_not_join_and_staff_never():
    held = make_child()
    code = invite(held, born=held.guardian.birth_date or BORN)
    with pytest.raises(errors.InvitationUnknown):
        join(held.guardian, code, held)
    officer = make_applicant(make_user("officer"))
    with pytest.raises(errors.NoProfileForStaff):
        join(officer, code, held)
    assert GuardianInvitation.objects.get().wrong_dates == 0


@pytest.mark.parametrize("missing", ["profile", "passport", "birthday"])
def test_without_a_passport_in_the_profile_nobody_joins(missing: str):
    held = make_child()
    code = invite(held)
    user = make_user()
    if missing != "profile":
        person = make_person(user, filled=missing != "passport", birth_date=None if missing == "birthday" else BORN)
        assert person.user == user
    with pytest.raises(errors.OwnBirthUnknown):
        services.join_child(user=user, typed=code, child_born=held.child_born, kinship="parent", actor=actor_of(user))


@pytest.mark.parametrize(
    ("kinship", "born", "refusal"),
    [
        ("parent", years_later(date(clock.today().year - 7, 3, 9), -11), errors.ParentTooYoung),
        ("guardian", years_later(clock.today(), -17), errors.GuardianNotAdult),
    ],
)
def test_who_joins_is_old_enough(kinship: str, born: date, refusal: type[Exception]):
    held = make_child()
    code = invite(held, born)
    person = second(birth_date=born)
    with pytest.raises(refusal):
        join(person, code, held, kinship=kinship)
    assert not acting.acts_for(person.user, held.child)
    assert GuardianInvitation.objects.get().ended_at is None


def test_nobody_is_invited_who_is_younger_than_the_child_or_not_born():
    held = make_child()
    with pytest.raises(errors.InvitedTooYoung):
        invite(held, held.child_born)
    with pytest.raises(errors.BirthNotInThePast):
        invite(held, clock.today() + 2 * ONE)


def test_a_third_is_neither_invited_nor_written():
    held = make_child()
    mine = joined(held)
    for row in (held, mine):
        with pytest.raises(errors.SecondActsAlready):
            invite(row)
    third = {"guardian": second(), "child": held.child, "kinship": "guardian", "child_born": held.child_born, "since": clock.today()}
    with pytest.raises(IntegrityError, match="two act for a child"), transaction.atomic():
        Guardianship.objects.create(**third, majority_at=held.majority_at)


def test_an_account_with_as_many_children_as_there_may_be_takes_no_other(monkeypatch: Any):
    monkeypatch.setattr(invitations, "MOST_CHILDREN", 1)
    held, person = make_child(), second()
    make_child(person)
    with pytest.raises(errors.TooManyChildren):
        joined(held, person)


# ---- officers' decisions stand


def test_whom_officers_removed_no_invitation_lets_in_again():
    held, person = make_child(), second()
    remove(joined(held, person))
    code = invite(held)
    with pytest.raises(errors.RemovedByOfficers):
        join(person, code, held)
    assert not acting.acts_for(person.user, held.child)


def test_a_new_account_with_the_same_passport_undoes_no_decision():
    held, person = make_child(), second()
    remove(joined(held, person))
    again = second()
    passport = IdentityDocument.objects.get(person=person)
    IdentityDocument.objects.filter(person=again).update(number=passport.number)
    with pytest.raises(errors.RemovedByOfficers):
        join(again, invite(held), held)
    child = held.child
    assert child.birth_date
    told = {"family_name": child.family_name, "given_names": child.given_names, "birth_date": child.birth_date}
    data = services.ChildData(kinship="parent", sex="F", citizenship="TJ", **told)
    with pytest.raises(errors.RemovedByOfficers):
        services.add_child(guardian_id=again.pk, data=data, actor=actor_of(again.user))


def test_who_was_removed_from_another_profile_of_the_same_child_does_not_join():
    person = second()
    remove(make_child(person))
    with pytest.raises(errors.RemovedByOfficers):
        joined(make_child(), person)


def test_a_removed_parent_invites_nobody_and_an_earlier_code_is_dead():
    held = make_child()
    code = invite(held)
    remove(held)
    with pytest.raises(errors.InvitationUnknown):
        join(second(), code, held)
    with pytest.raises(errors.GuardianshipEnded):
        invite(held)


def test_who_left_alone_may_be_invited_again():
    held, person = make_child(), second()
    mine = joined(held, person)
    services.end_guardianship(guardianship_id=mine.pk, actor=actor_of(person.user), on=clock.today())
    assert joined(held, person).pk != mine.pk


# ---- two at once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
def test_of_two_people_with_one_code_one_joins(monkeypatch: Any, locked: bool):
    """The control without locks: both have found room, and the database refuses the second."""
    held, people = make_child(), [second(), second()]
    code = invite(held)
    if not locked:
        meet, guard = threading.Barrier(2, timeout=20), invitations.guard_age
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows)
        monkeypatch.setattr(invitations, "guard_age", lambda *args, **kwargs: (guard(*args, **kwargs), meet.wait()))
    done = _at_once([lambda person=person: join(person, code, held) for person in people])
    assert done.count("done") == 1
    assert set(done) == {"done", "InvitationUnknown" if locked else "IntegrityError"}
    assert Guardianship.objects.filter(child=held.child, ended_on=None).count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_double_click_joins_once():
    held, person = make_child(), second()
    code = invite(held)
    assert _at_once([lambda: join(person, code, held)] * 4) == ["done"] * 4
    assert Guardianship.objects.filter(guardian=person).count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_joins_while_officers_end_the_acting_of_who_invited_waits_and_is_refused():
    held, person = make_child(), second()
    code = invite(held)
    first, other = make_user("officer"), make_user("officer")
    words = {"ground": "rights_taken", "act": "Решение суда", "reason": "Суд лишил вас родительских прав."}
    removal = propose_removal(guardianship_id=held.pk, office_id=make_office().pk, actor=actor_of(first), **words)
    answers: list[str] = []
    thread = threading.Thread(target=lambda: answers.append(_outcome(lambda: join(person, code, held))))
    with transaction.atomic():
        confirm_removal(removal_id=removal.pk, content_hash=removal.content_hash, actor=actor_of(other), on=clock.today())
        thread.start()
        wait_for("somebody who waits for the guardianship", _somebody_waits)
    thread.join()
    assert answers == ["InvitationUnknown"]
    assert not acting.parents_of(held.child_id)


@pytest.mark.django_db(transaction=True)
def test_who_left_and_joins_again_while_officers_confirm_waits_and_is_refused():
    held, person = make_child(), second()
    mine = joined(held, person)
    first, other = make_user("officer"), make_user("officer")
    words = {"ground": "rights_taken", "act": "Решение суда", "reason": "Суд лишил вас родительских прав."}
    removal = propose_removal(guardianship_id=mine.pk, office_id=make_office().pk, actor=actor_of(first), **words)
    services.end_guardianship(guardianship_id=mine.pk, actor=actor_of(person.user), on=clock.today())
    code, answers = invite(held), []
    thread = threading.Thread(target=lambda: answers.append(_outcome(lambda: join(person, code, held))))
    with transaction.atomic():
        confirm_removal(removal_id=removal.pk, content_hash=removal.content_hash, actor=actor_of(other), on=clock.today())
        thread.start()
        wait_for("somebody who waits for the child", _somebody_waits)
    thread.join()
    assert answers == ["RemovedByOfficers"]
    assert acting.parents_of(held.child_id) == [held.guardian_id]


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def _at_once(acts: list[Any]) -> list[str]:
    answers: list[str] = []
    threads = [threading.Thread(target=lambda act=act: answers.append(_outcome(act))) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _outcome(act: Any) -> str:
    try:
        act()
    except Exception as error:  # noqa: BLE001 (the test asks which)
        return type(error).__name__
    finally:
        connection.close()
    return "done"


# ---- both hear, both see, neither ends it for the other


def test_both_are_told_of_joining_and_of_leaving():
    held, person = make_child(make_applicant(make_user(language="en"))), second(user=make_user(language="en"))
    mine = joined(held, person)
    assert any("An invitation to act" in subject for subject in subjects(held.guardian))
    assert any("A second person now acts" in subject for subject in subjects(held.guardian))
    assert any("You now act for a child" in subject for subject in subjects(person))
    services.end_guardianship(guardianship_id=mine.pk, actor=actor_of(person.user), on=clock.today())
    assert any("has changed" in subject for subject in subjects(held.guardian))
    assert any("You no longer act" in subject for subject in subjects(person))


def test_officers_decision_about_one_reaches_the_other_once():
    held, person = make_child(), second()
    mine = joined(held, person)
    subjects(person)
    before = len(subjects(held.guardian))
    remove(mine)
    assert len(subjects(held.guardian)) == before + 1


def test_neither_of_two_ends_it_for_the_other():
    held, person = make_child(), second()
    mine = joined(held, person)
    assert sign_in(person.user).post(f"/profile/children/{held.number}/end/").status_code == 404
    assert sign_in(held.guardian.user).post(f"/profile/children/{mine.number}/end/").status_code == 404
    assert Guardianship.objects.filter(ended_on=None).count() == 2


def test_at_18_it_ends_for_both_and_both_are_told(monkeypatch: Any):
    held, person = make_child(), second()
    joined(held, person)
    monkeypatch.setattr(clock, "now", lambda: held.majority_at)
    close_and_warn()
    assert set(Guardianship.objects.values_list("end_reason", flat=True)) == {"majority"}
    assert acting.hearers(held.child) == []
    for one in (held.guardian, person):
        assert sum("You no longer act" in subject for subject in subjects(one)) == 1


def test_the_code_for_18_is_known_to_both_and_either_takes_it_back(monkeypatch: Any):
    held, person = make_child(), second()
    mine = joined(held, person)
    monkeypatch.setattr(clock, "now", lambda: held.majority_at - 20 * ONE)
    code, row = make_code(guardianship_id=held.pk, actor=actor_of(held.guardian.user))
    for guardian in (held.guardian, person):
        with pytest.raises(errors.HandOverUnknown):  # neither parent is the child
            claim_profile(user=guardian.user, typed=code, birth_date=held.child_born, actor=actor_of(guardian.user))
    claim_profile(user=make_user(), typed=code, birth_date=held.child_born, actor=actor_of(make_user()))
    revoke_code(guardianship_id=mine.pk, actor=actor_of(person.user))
    row.refresh_from_db()
    assert row.revoked_at
    told = subjects(person)
    assert any("A code was made" in subject for subject in told)
    assert any("was used" in subject for subject in told)
    assert not any("was taken back" in subject for subject in told)
    assert any("was taken back" in subject for subject in subjects(held.guardian))


def test_the_code_of_a_parent_who_left_is_not_shown_as_one_that_counts(monkeypatch: Any):
    held, person = make_child(), second()
    mine = joined(held, person)
    monkeypatch.setattr(clock, "now", lambda: held.majority_at - 20 * ONE)
    code, _row = make_code(guardianship_id=held.pk, actor=actor_of(held.guardian.user))
    services.end_guardianship(guardianship_id=held.pk, actor=actor_of(held.guardian.user), on=clock.today())
    assert open_hand_over(held.child_id) is None
    make_code(guardianship_id=mine.pk, actor=actor_of(person.user))
    monkeypatch.setattr(clock, "now", lambda: held.majority_at)
    with pytest.raises(errors.HandOverUnknown):
        claim_profile(user=make_user(), typed=code, birth_date=held.child_born, actor=actor_of(make_user()))
    assert hand_over_and_tell() == 0


def record_birth(held: Guardianship, born: date) -> None:
    data = services.IdentityData(
        kind="birth_cert", number="IA1", issuing_state="TJ", family_name="RAHIMOVA", given_names="AMINA", birth_date=born, sex="F",
        citizenship="TJ",
    )  # fmt: skip
    services.record_identity_document(person_id=held.child_id, data=data, actor=actor_of(held.guardian.user))


def test_a_correction_of_the_birthday_moves_the_end_for_both_and_the_other_is_told():
    held, person = make_child(), second()
    mine = joined(held, person)
    record_birth(held, years_later(held.child_born, -1))
    ends = {Guardianship.objects.get(pk=row.pk).majority_at for row in (held, mine)}
    assert len(ends) == 1
    assert ends.pop() < held.majority_at
    assert sum("was changed" in subject for subject in subjects(person)) == 1
    assert not any("was changed" in subject for subject in subjects(held.guardian))


@pytest.mark.parametrize(("days", "taken"), [(59, False), (62, True)])
def test_neither_of_two_makes_the_child_grown_up_at_once(days: int, taken: bool):
    held = make_child()
    grown = years_later(clock.today(), -18) + days * ONE
    alone = make_child()
    record_birth(alone, grown)  # who acts alone corrects what she likes
    mine = joined(held)
    if taken:
        record_birth(mine, grown)
        return
    with pytest.raises(errors.ComesOfAgeTooSoon):
        record_birth(mine, grown)
    held.refresh_from_db()
    assert held.majority_at == mine.majority_at


def test_a_child_that_is_nearly_grown_up_may_move_to_another_region():
    held = make_child(born=years_later(clock.today(), -18) + 30 * ONE)
    joined(held)
    services.record_address(
        person_id=held.child_id, region="41", text="Улица, 1", registered_until=None, actor=actor_of(held.guardian.user)
    )
    moved = Guardianship.objects.get(pk=held.pk)
    assert moved.majority_at < held.majority_at


def test_neither_of_two_removes_the_proof_of_the_other():
    held, person = make_child(), second()
    proof, other = make_document(held.child, "kinship_proof"), make_document(held.child, "kinship_proof")
    mine = joined(held, person)
    services.prove_guardianship(guardianship_id=held.pk, document_id=proof.pk, actor=actor_of(held.guardian.user))
    services.prove_guardianship(guardianship_id=mine.pk, document_id=other.pk, actor=actor_of(person.user))
    with pytest.raises(errors.ProofOfAnother):
        services.remove_document(person_id=held.child_id, document_id=proof.pk, actor=actor_of(person.user))
    services.remove_document(person_id=held.child_id, document_id=other.pk, actor=actor_of(person.user))
    services.end_guardianship(guardianship_id=held.pk, actor=actor_of(held.guardian.user), on=clock.today())
    assert services.remove_document(person_id=held.child_id, document_id=proof.pk, actor=actor_of(person.user)).removed_at


# ---- pages


def test_one_invites_and_the_other_joins_by_their_pages():
    held, person = make_child(), second()
    first, other = sign_in(held.guardian.user), sign_in(person.user)
    url = f"/profile/children/{held.number}/guardians/"
    shown = first.post(url, {"born": f"{BORN:%d.%m.%Y}"}, headers=EN)
    assert "no-store" in shown.headers["Cache-Control"]
    code = shown.text.split('portal-number">')[1].split("<")[0]
    assert code not in first.get(url, headers=EN).text
    typed = {"code": code, "child_born": f"{held.child_born:%d.%m.%Y}"}
    page = other.post("/profile/children/join/", typed, headers=EN).text
    assert "AMINA R." in page
    assert "ZARINA R." in page
    assert "RAHIMOVA" not in page  # of the child and of who invites; one's own name stands on no page
    missing = other.post("/profile/children/join/", {**typed, "step": "answer"}, headers=EN).text
    assert "AMINA R." in missing
    assert "Choose who you are to the child" in missing
    assert not acting.acts_for(person.user, held.child)
    answer = other.post("/profile/children/join/", {**typed, "step": "answer", "kinship": "parent"}, headers=EN)
    mine = Guardianship.objects.get(guardian=person)
    assert answer["Location"] == f"/profile/children/{mine.number}/"
    assert "Two people act for the child" in first.get(url, headers=EN).text
    assert "You and RAHIMOVA FARRUKH" in first.get(f"/profile/children/{held.number}/", headers=EN).text
    assert "RAHIMOVA ZARINA" in other.get("/profile/children/", headers=EN).text


def test_wrong_days_show_nothing_of_the_child_and_keep_what_was_typed():
    held, person = make_child(), second()
    code = invite(held)
    for step in ({}, {"step": "answer"}, {"step": "answer", "kinship": "parent"}):
        page = sign_in(person.user).post("/profile/children/join/", {"code": code, "child_born": "01.02.2019", **step}, headers=EN).text
        assert "do not belong together" in page
        assert "AMINA" not in page
        assert code in page
    assert GuardianInvitation.objects.get().wrong_dates == 3


def test_who_has_no_passport_in_the_profile_is_led_to_it_and_back():
    page = sign_in(make_user()).get("/profile/children/join/", headers=EN).text
    assert "/profile/passport/?next=%2Fprofile%2Fchildren%2Fjoin%2F" in page
    assert "Put your passport into your profile first" not in sign_in(second().user).get("/profile/children/join/", headers=EN).text


def test_ten_tries_an_hour_whatever_was_typed():
    client = sign_in(second().user)
    typed = {"code": "ABCD-EFGH-JKMN", "child_born": "01.01.2018"}
    pages = [client.post("/profile/children/join/", typed, headers=EN).text for _try in range(11)]
    assert ["do not belong together" in page for page in pages] == [True] * 10 + [False]


def test_ten_invitations_a_day_and_no_more():
    held = make_child()
    client, url = sign_in(held.guardian.user), f"/profile/children/{held.number}/guardians/"
    pages = [client.post(url, {"born": "03.02.1991"}, headers=EN).text for _try in range(11)]
    assert ["portal-number" in page for page in pages] == [True] * 10 + [False]


def test_a_child_born_before_who_is_invited_is_said_beside_the_date():
    held = make_child()
    url = f"/profile/children/{held.number}/guardians/"
    shown = sign_in(held.guardian.user).post(url, {"born": f"{held.child_born:%d.%m.%Y}"}, headers=EN)
    assert list(shown.context["form"].errors) == ["born"]
    assert not GuardianInvitation.objects.exists()


@pytest.mark.parametrize(("headers", "you", "sent"), [(EN, "You", "Sent an application"), (RU, "Вы", "Подано заявление")])
def test_both_read_who_did_what(headers: dict[str, str], you: str, sent: str):
    held, person = make_child(), second()
    case = make_case("submitted", person=held.child)
    mine = joined(held, person)
    services.record_address(person_id=held.child_id, region="78", text="Невский пр., 1", registered_until=None, actor=actor_of(person.user))
    with transaction.atomic():
        sent_by = CaseSubmitted(case_id=case.pk, person_id=held.child_id, decide_by=clock.today())
        emit(sent_by, actor=actor_of(person.user))
    theirs = sign_in(held.guardian.user).get(f"/profile/children/{held.number}/history/", headers=headers).text
    assert "RAHIMOVA FARRUKH" in theirs
    assert sent in theirs
    own = sign_in(person.user).get(f"/profile/children/{mine.number}/history/", headers=headers).text
    assert f">{you}<" in own
    assert "RAHIMOVA ZARINA" in own  # who invited


def test_a_proposal_of_officers_stands_on_no_list_of_the_parents():
    held, first = make_child(), make_user("officer")
    words = {"ground": "rights_taken", "act": "Решение суда", "reason": "Слова."}
    propose_removal(guardianship_id=held.pk, office_id=make_office().pk, actor=actor_of(first), **words)
    page = sign_in(held.guardian.user).get(f"/profile/children/{held.number}/history/", headers=EN).text
    assert "Nothing yet." in page


def test_officers_see_who_else_acts_and_by_whose_invitation():
    held, person = make_child(), second()
    mine = joined(held, person)
    client = sign_in(make_user("officer"))
    page = client.get(f"/admin/guardianships/{mine.number}/", headers=EN).text
    for words in ("Invited by", "Also acts for the child", "RAHIMOVA ZARINA", str(held.number)):
        assert words in page


def test_a_search_that_finds_both_is_one_look_at_the_child():
    held = make_child()
    joined(held)
    typed = {"family_name": "RAHIMOVA", "birth_date": f"{held.child_born:%d.%m.%Y}"}
    page = sign_in(make_user("officer")).post("/admin/guardianships/", typed, headers=EN).text
    assert page.count("RAHIMOVA AMINA") == 2
    assert AccessRecord.objects.filter(person=held.child).count() == 1


def test_no_code_and_no_birthday_stay_in_the_database():
    held = make_child()
    code = invite(held)
    assert code.replace("-", "") not in str(GuardianInvitation.objects.values().get())
    join(second(), code, held)
    assert GuardianInvitation.objects.get().invited_born is None
