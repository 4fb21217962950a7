"""Employers are confirmed by officers; people join by invitations made for one address."""

import uuid
from datetime import timedelta
from unittest.mock import patch

import pytest

from employment.errors import InvitationExists, InvitationNotOpen, LastOwner, MayNot, OrganisationExists, OrganisationMoved, OwnOrganisation
from employment.models import Invitation, Member, Organisation
from employment.rules.identifiers import canonical_inn, canonical_kpp, canonical_ogrn
from employment.services import (
    accept_invitation,
    apply_for_organisation,
    confirm,
    invite,
    refuse,
    remove_member,
    revoke_invitation,
    suspend,
)
from employment.services.organisations import OrganisationData
from portal import clock
from portal.events.actor import actor_of
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from tests.employment.world import add_member, make_organisation, new_inn, owner_of
from tests.factories import make_user


def data(**fields):
    base = {"kind": "company", "inn": new_inn(), "kpp": "770101001", "ogrn": "1027700132195", "name": "Builders", "phone": "+74950000000"}
    return OrganisationData(**{**base, **fields})


def apply(user, **fields):
    return apply_for_organisation(data=data(**fields), submission_key=uuid.uuid4(), actor=actor_of(user))


@pytest.mark.parametrize(
    ("typed", "kind", "found"),
    [
        ("7707083893", "company", "7707083893"), (" 7707 083-893 ", "company", "7707083893"),
        ("５００１００７３２２５９", "person", "500100732259"),
        ("7707083894", "company", None), ("7707083893", "person", None), ("0000000000", "company", None), ("٧٧٠٧٠٨٣٨٩٣", "company", None),
        ("77O7083893", "company", None), ("", "company", None),
    ],
)  # fmt: skip
def test_an_inn_is_read_as_typed_and_judged_by_its_check_digits(typed, kind, found):
    assert canonical_inn(typed, kind) == found


def test_ogrn_and_kpp():
    assert canonical_ogrn("1027700132195", "company")
    assert canonical_ogrn("304500116000157", "sole_trader")
    assert canonical_ogrn("1027700132194", "company") is None
    assert canonical_kpp("7701 01001") == "770101001"
    assert canonical_kpp("77010100") is None


@pytest.mark.django_db
class TestAnEmployerApplies:
    def test_an_officer_confirms_and_the_owner_is_told(self):
        owner = make_user()
        organisation = confirm(organisation_id=apply(owner).pk, actor=actor_of(make_user("officer")))
        dispatch_pending()
        assert organisation.status == "confirmed"
        assert Message.objects.filter(recipient=owner, channel="inbox", subject__contains="confirmed").exists()

    def test_a_second_one_with_the_same_numbers_is_refused_until_the_first_was(self):
        first = apply(make_user())
        with pytest.raises(OrganisationExists):
            apply(make_user(), inn=first.inn)
        refuse(organisation_id=first.pk, reason="No proof.", actor=actor_of(make_user("officer")))
        assert apply(make_user(), inn=first.inn).status == "pending"

    def test_nobody_decides_about_an_employer_they_act_for(self):
        officer, reason = make_user("officer"), {"reason": "x"}
        waiting, working = make_organisation("pending", owner=officer), make_organisation()
        add_member(working, officer, "viewer")
        for act, organisation, words in ((confirm, waiting, {}), (refuse, waiting, reason), (suspend, working, reason)):
            with pytest.raises(OwnOrganisation):
                act(organisation_id=organisation.pk, actor=actor_of(officer), **words)
        assert list(Organisation.objects.order_by("pk").values_list("status", flat=True)) == ["pending", "confirmed"]

    def test_states_move_only_as_the_table_says(self):
        officer = actor_of(make_user("officer"))
        with pytest.raises(OrganisationMoved):
            confirm(organisation_id=make_organisation("refused").pk, actor=officer)
        with pytest.raises(OrganisationMoved):
            suspend(organisation_id=make_organisation("pending").pk, reason="x", actor=officer)
        organisation = suspend(organisation_id=make_organisation().pk, reason="x", actor=officer)
        assert confirm(organisation_id=organisation.pk, actor=officer).status == "confirmed"


@pytest.mark.django_db
class TestInvitations:
    def invited(self, email="friend@test.example", role="hr"):
        organisation = make_organisation()
        return invite(organisation_id=organisation.pk, email=email, role=role, actor=actor_of(owner_of(organisation)))

    def test_the_person_of_the_address_joins_once(self):
        friend = make_user(email="friend@test.example")
        invitation, token = self.invited("Friend@test.example")
        assert accept_invitation(token=token, actor=actor_of(friend)).role == "hr"
        with pytest.raises(InvitationNotOpen):
            accept_invitation(token=token, actor=actor_of(friend))
        assert token not in str(Invitation.objects.filter(pk=invitation.pk).values())

    def test_nobody_else_joins_nor_after_seven_days_nor_once_ended(self):
        friend = make_user(email="friend@test.example")
        invitation, token = self.invited()
        with pytest.raises(InvitationNotOpen):
            accept_invitation(token=token, actor=actor_of(make_user()))
        with patch.object(clock, "now", return_value=invitation.expires_at), pytest.raises(InvitationNotOpen):
            accept_invitation(token=token, actor=actor_of(friend))
        revoke_invitation(invitation_id=invitation.pk, actor=actor_of(invitation.invited_by))
        with pytest.raises(InvitationNotOpen):
            accept_invitation(token=token, actor=actor_of(friend))
        assert Member.objects.count() == 1

    def test_an_address_that_is_not_confirmed_does_not_count(self):
        friend = make_user(email="friend@test.example")
        friend.emailaddress_set.update(verified=False)
        _invitation, token = self.invited()
        with pytest.raises(InvitationNotOpen):
            accept_invitation(token=token, actor=actor_of(friend))

    def test_one_at_a_time_for_an_address_and_only_by_owners(self):
        invitation, _token = self.invited()
        organisation = invitation.organisation
        with pytest.raises(InvitationExists):
            invite(organisation_id=organisation.pk, email=invitation.email, role="hr", actor=actor_of(owner_of(organisation)))
        hr = add_member(organisation, make_user(), "hr")
        with pytest.raises(MayNot):
            invite(organisation_id=organisation.pk, email="a@test.example", role="owner", actor=actor_of(hr))

    def test_an_invitation_that_ran_out_is_not_in_the_way(self):
        invitation, _token = self.invited()
        organisation = invitation.organisation
        Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
        again, _token = invite(organisation_id=organisation.pk, email=invitation.email, role="hr", actor=actor_of(owner_of(organisation)))
        assert again.pk != invitation.pk

    def test_the_last_owner_stays_and_others_leave(self):
        organisation = make_organisation()
        owner, hr = owner_of(organisation), add_member(organisation, make_user(), "hr")
        with pytest.raises(LastOwner):
            remove_member(member_id=organisation.members.get(user=owner).pk, actor=actor_of(owner))
        with pytest.raises(MayNot):
            remove_member(member_id=organisation.members.get(user=owner).pk, actor=actor_of(hr))
        remove_member(member_id=organisation.members.get(user=hr).pk, actor=actor_of(hr))
        assert organisation.members.count() == 1
