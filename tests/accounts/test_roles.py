"""One function for each change of a role, which leaves its event and keeps `is_staff` in step."""

import pytest

from portal.accounts import permissions, selectors, services
from portal.accounts.errors import OwnRole, RoleAlreadyHeld, RoleNeedsOffice, RoleNotHeld
from portal.accounts.models import RoleAssignment, User
from portal.events.actor import SYSTEM, Actor
from portal.events.models import Event
from tests.factories import make_office, make_user

pytestmark = pytest.mark.django_db


def grant(user: User, role: str, office=None, actor: Actor = SYSTEM) -> RoleAssignment:
    return services.grant_role(user_id=user.pk, role=role, office_id=office.pk if office else None, actor=actor)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_granted_role_is_held_there_and_nowhere_else():
    user, moscow, petersburg = make_user(), make_office(), make_office("780-001")
    grant(user, "officer", moscow)
    officer = fresh(user)
    assert officer.is_staff
    assert permissions.works_in(officer, moscow)
    assert not permissions.works_in(officer, petersburg)
    assert list(selectors.offices_of(officer)) == [moscow]
    assert Event.objects.get().payload == {"user_id": user.pk, "role": "officer", "office_id": moscow.pk}


def test_the_last_staff_role_takes_is_staff_with_it():
    user, office = make_user(), make_office()
    grant(user, "officer", office)
    grant(user, "analyst")
    services.revoke_role(user_id=user.pk, role="officer", office_id=office.pk, actor=SYSTEM)
    assert fresh(user).is_staff
    services.revoke_role(user_id=user.pk, role="analyst", actor=SYSTEM)
    assert not fresh(user).is_staff


def test_an_employer_is_no_staff():
    user = make_user()
    grant(user, "employer")
    assert not fresh(user).is_staff
    assert permissions.is_employer(fresh(user))


@pytest.mark.parametrize(
    ("role", "with_office"), [("officer", False), ("supervisor", False), ("analyst", True), ("operator", True), ("employer", True)]
)
def test_a_role_and_an_office_that_do_not_belong_together_are_refused(role, with_office):
    user = make_user()
    with pytest.raises(RoleNeedsOffice):
        grant(user, role, make_office() if with_office else None)
    assert not Event.objects.exists()
    assert not fresh(user).roles.exists()


def test_a_role_is_granted_once_and_revoked_once():
    user = make_user()
    grant(user, "analyst")
    with pytest.raises(RoleAlreadyHeld):
        grant(user, "analyst")
    services.revoke_role(user_id=user.pk, role="analyst", actor=SYSTEM)
    with pytest.raises(RoleNotHeld):
        services.revoke_role(user_id=user.pk, role="analyst", actor=SYSTEM)
    assert Event.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda user, me: grant(user, "analyst", actor=me),
        lambda user, me: services.revoke_role(user_id=user.pk, role="operator", actor=me),
        lambda user, me: services.deactivate(user_id=user.pk, actor=me),
    ],
    ids=["grant", "revoke", "deactivate"],
)
def test_nobody_changes_their_own_role(change):
    operator = make_user("operator")
    with pytest.raises(OwnRole):
        change(operator, Actor("officer", operator.pk))
    assert not Event.objects.exists()


def test_an_inactive_user_holds_nothing():
    user = make_user("officer")
    services.deactivate(user_id=user.pk, actor=SYSTEM)
    services.deactivate(user_id=user.pk, actor=SYSTEM)
    assert selectors.roles_of(fresh(user)) == frozenset()
    assert not selectors.officers_of(make_office()).exists()
    assert Event.objects.count() == 1


def test_supervisors_of_an_office_are_its_own():
    here = make_user("supervisor")
    make_user("supervisor", office=make_office("780-001"))
    make_user("officer")
    assert list(selectors.supervisors_of(make_office())) == [here]
