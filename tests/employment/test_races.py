"""What two people do at once to one employer, invitation, consent or token, each with a control that sees the race."""

import threading
import uuid
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction

from employment.errors import InvitationNotOpen, LastOwner, MayNot
from employment.models import ApiToken, Member, Organisation, PatentCheck
from employment.services import (
    accept_invitation,
    change_role,
    check_by_code,
    check_by_number,
    checks,
    end_consent,
    invite,
    make_token,
    members,
    remove_member,
    revoke_token,
)
from employment.webhooks.models import WebhookDelivery
from employment.webhooks.services import claim, tell_organisation
from portal import clock
from portal.events.actor import actor_of
from portal.events.models import Event
from tests.cases.acts import at_once, without_locks
from tests.employment.races import WAIT, meet
from tests.employment.watch_world import make_endpoint
from tests.employment.world import BORN, add_member, make_consent, make_organisation, owner_of, valid_patent
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)
both = pytest.mark.parametrize("locked", [True, False], ids=["locked", "control without the lock"])


def kinds(answers: list[Any]) -> list[str]:
    """What became of each act: the name of the error, or "done"."""
    return sorted(type(answer).__name__ if isinstance(answer, Exception) else "done" for answer in answers)


def two_owners() -> tuple[Organisation, list[Member]]:
    organisation = make_organisation()
    add_member(organisation, make_user(), "owner")
    return organisation, list(organisation.members.select_related("user").order_by("pk"))


def owners(organisation: Organisation) -> int:
    return organisation.members.filter(role="owner").count()


@both
def test_two_owners_who_demote_each_other_leave_one(monkeypatch: pytest.MonkeyPatch, locked: bool) -> None:
    organisation, pair = two_owners()
    meet(monkeypatch, members, "_guard_last_owner")
    if not locked:
        without_locks(monkeypatch)
    answers = at_once(2, lambda n: change_role(member_id=pair[n].pk, role="viewer", actor=actor_of(pair[1 - n].user)))
    assert owners(organisation) == (1 if locked else 0)
    assert kinds(answers) == (["MayNot", "done"] if locked else ["done", "done"])


@both
def test_two_owners_who_leave_at_once_leave_one_behind(monkeypatch: pytest.MonkeyPatch, locked: bool) -> None:
    organisation, pair = two_owners()
    meet(monkeypatch, members, "_guard_last_owner")
    if not locked:
        without_locks(monkeypatch)
    answers = at_once(2, lambda n: remove_member(member_id=pair[n].pk, actor=actor_of(pair[n].user)))
    assert owners(organisation) == (1 if locked else 0)
    assert kinds(answers) == (["LastOwner", "done"] if locked else ["done", "done"])


@both
def test_an_owner_who_leaves_while_the_other_is_demoted_is_the_last_or_stays(monkeypatch: pytest.MonkeyPatch, locked: bool) -> None:
    organisation, (first, second) = two_owners()
    meet(monkeypatch, members, "_guard_last_owner")
    if not locked:
        without_locks(monkeypatch)
    acts = (
        lambda: remove_member(member_id=first.pk, actor=actor_of(first.user)),
        lambda: change_role(member_id=second.pk, role="hr", actor=actor_of(second.user)),
    )
    answers = at_once(2, lambda n: acts[n]())
    assert owners(organisation) == (1 if locked else 0)
    assert kinds(answers) == (["LastOwner", "done"] if locked else ["done", "done"])


@both
def test_an_invitation_pressed_twice_at_once_is_accepted_once(monkeypatch: pytest.MonkeyPatch, locked: bool) -> None:
    """Without the lock both presses find it open: the invitation is used twice, and only the row of the member stops a second one."""
    organisation, friend = make_organisation(), make_user(email="friend@test.example")
    _invitation, token = invite(organisation_id=organisation.pk, email=friend.email, role="hr", actor=actor_of(owner_of(organisation)))
    meet(monkeypatch, members, "is_of")
    if not locked:
        without_locks(monkeypatch)
    answers = at_once(2, lambda _n: accept_invitation(token=token, actor=actor_of(friend)))
    assert organisation.members.filter(user=friend).count() == 1
    assert Event.objects.filter(name="employment.MemberJoined").count() == 1
    assert kinds(answers) == (["InvitationNotOpen", "done"] if locked else ["done", "done"])


@both
def test_a_consent_that_ends_while_a_check_runs_is_asked_before_its_end_or_not_at_all(monkeypatch, locked: bool) -> None:
    """The worker presses "End it" after the check has looked at the consent and before it has answered. With the lock the end waits
    for the answer: no receipt is younger than the end. Without it the consent is over when the employer is shown the worker."""
    organisation = make_organisation()
    consent, code = make_consent(organisation)
    owner, ended_in_between = owner_of(organisation), _interrupt(monkeypatch, checks, "new_check")
    if not locked:
        without_locks(monkeypatch)

    def ask() -> Any:
        return check_by_code(
            organisation_id=organisation.pk, code=code, birth_date=BORN, submission_key=uuid.uuid4(), on=clock.today(),
            actor=actor_of(owner),
        )  # fmt: skip

    answers = at_once(2, lambda n: ask() if n == 0 else ended_in_between(lambda: _end(consent)))
    check = PatentCheck.objects.get()
    consent.refresh_from_db()
    assert kinds(answers) == ["done", "done"]
    assert (check.asked_at < consent.revoked_at) is locked


@both
def test_a_token_revoked_while_its_check_runs_has_asked_before_its_end(monkeypatch, locked: bool) -> None:
    organisation, patent = make_organisation(), valid_patent()
    owner = owner_of(organisation)
    token = _token(organisation)
    revoked_in_between = _interrupt(monkeypatch, checks, "new_check")
    if not locked:
        without_locks(monkeypatch)

    def ask() -> Any:
        return check_by_number(
            organisation_id=organisation.pk, series=patent.series, number=patent.number, submission_key=uuid.uuid4(),
            actor=actor_of(owner), token_id=token.pk,
        )  # fmt: skip

    answers = at_once(2, lambda n: ask() if n == 0 else revoked_in_between(lambda: revoke_token(token_id=token.pk, actor=actor_of(owner))))
    assert kinds(answers) == ["done", "done"]
    assert (PatentCheck.objects.get().asked_at < ApiToken.objects.get().revoked_at) is locked
    with pytest.raises(MayNot):
        ask()


@both
def test_a_member_removed_while_their_check_runs_has_asked_before(monkeypatch, locked: bool) -> None:
    organisation, patent = make_organisation(), valid_patent()
    owner, hr = owner_of(organisation), add_member(organisation, make_user(), "hr")
    member = organisation.members.get(user=hr)
    removed_in_between = _interrupt(monkeypatch, checks, "new_check")
    if not locked:
        without_locks(monkeypatch)

    def ask() -> Any:
        return check_by_number(
            organisation_id=organisation.pk, series=patent.series, number=patent.number, submission_key=uuid.uuid4(), actor=actor_of(hr)
        )  # fmt: skip

    removal = lambda: remove_member(member_id=member.pk, actor=actor_of(owner))  # noqa: E731
    answers = at_once(2, lambda n: ask() if n == 0 else removed_in_between(removal))
    assert kinds(answers) == ["done", "done"]
    left_at = Event.objects.get(name="employment.MemberLeft").occurred_at
    assert (PatentCheck.objects.get().asked_at < left_at) is locked
    with pytest.raises(MayNot):
        ask()


def test_the_last_owner_cannot_leave_even_alone() -> None:
    organisation = make_organisation()
    member = organisation.members.get()
    with pytest.raises(LastOwner):
        remove_member(member_id=member.pk, actor=actor_of(member.user))


def test_an_invitation_ended_at_the_moment_it_is_accepted_is_one_of_both() -> None:
    organisation, friend = make_organisation(), make_user(email="friend@test.example")
    owner = actor_of(owner_of(organisation))
    invitation, token = invite(organisation_id=organisation.pk, email=friend.email, role="hr", actor=owner)
    acts = (
        lambda: accept_invitation(token=token, actor=actor_of(friend)),
        lambda: members.revoke_invitation(invitation_id=invitation.pk, actor=owner),
    )
    answers = at_once(2, lambda n: acts[n]())
    assert kinds(answers) == [InvitationNotOpen.__name__, "done"]
    invitation.refresh_from_db()
    assert (invitation.accepted_at is None) is not (invitation.revoked_at is None)


def _token(organisation: Organisation) -> ApiToken:
    today = clock.today()
    token, _secret = make_token(
        organisation_id=organisation.pk, name="x", scopes=["checks:write"], ends_on=today, submission_key=uuid.uuid4(),
        actor=actor_of(owner_of(organisation)), on=today,
    )  # fmt: skip
    return token


def _end(consent: Any) -> Any:
    return end_consent(consent_id=consent.pk, actor=actor_of(consent.person.user))


def _interrupt(patch: pytest.MonkeyPatch, module: Any, name: str) -> Any:
    """`module.name` lets another act begin and gives it a moment to finish; without a lock in its way it does."""
    inside, done = threading.Event(), threading.Event()
    looked = getattr(module, name)

    def look(*args: Any, **kwargs: Any) -> Any:
        if not inside.is_set():
            inside.set()
            done.wait(timeout=0.7)
        return looked(*args, **kwargs)

    def act_in_between(act: Any) -> Any:
        inside.wait(timeout=20)
        try:
            return act()
        finally:
            done.set()

    patch.setattr(module, name, look)
    return act_in_between


@both
def test_two_senders_never_take_one_notice(monkeypatch: pytest.MonkeyPatch, locked: bool) -> None:
    endpoint = make_endpoint(make_organisation())
    with transaction.atomic():
        tell_organisation(organisation_id=endpoint.organisation_id, notice_key="watch:1", type="right_to_work.changed", data={})
    saved, barrier = WebhookDelivery.save, threading.Barrier(2)

    def wait_and_save(row: WebhookDelivery, **kwargs: Any) -> None:
        with suppress(threading.BrokenBarrierError):  # both have looked before either writes, if both found the notice
            barrier.wait(timeout=WAIT)
        saved(row, **kwargs)

    monkeypatch.setattr(WebhookDelivery, "save", wait_and_save)
    if not locked:
        without_locks(monkeypatch)
    taken = [row for row in at_once(2, lambda _n: claim()) if row is not None]
    assert not [row for row in taken if isinstance(row, Exception)]
    assert len(taken) == (1 if locked else 2)
    assert WebhookDelivery.objects.get().attempts == 1
