"""An employer who may be told hears once when a patent names another profession, which is all that it may employ the worker as."""

from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case
from employment import services as employment
from employment.services import confirm, suspend
from employment.watch import services
from employment.watch.models import Watch, WatchedPatent
from employment.watch.services import looking
from employment.webhooks.models import WebhookDelivery
from patents.models import Charge, Patent
from patents.services import grant_reprint, hand_out_reprint, record_payment
from patents.services.payments import Receipt
from portal import clock
from portal.accounts.models import User
from portal.events.actor import SYSTEM, Actor, actor_of
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from profiles.selectors import facts
from tests.cases.acts import at_once, without_locks
from tests.employment.races import meet
from tests.employment.watch_world import make_consent, make_endpoint, member_client
from tests.factories import make_case, make_user, sign_in
from tests.patents import life

pytestmark = pytest.mark.django_db


def watched() -> tuple[Watch, Patent]:
    """A bricklayer's valid patent, and an employer who is told by message and webhook."""
    today = clock.today()
    patent = life.in_force(today, months=12)
    consent = make_consent(patent=patent)
    make_endpoint(consent.organisation)
    actor = actor_of(patent.person.user)
    return services.begin_watch(consent_id=consent.pk, ends_on=today + timedelta(days=80), actor=actor, on=today), patent


def new_sheet(patent: Patent, kind: str = "data_change", **given: Any) -> Case:
    """Granted and not yet in force: its fee is not counted."""
    asked = {"patent": {"patent": str(patent)}}
    case = make_case("granted", person=patent.person, procedure=f"work-patent-{kind.replace('_', '-')}", answers=asked)
    says = {"holder": None, "profession": None, **given}
    grant_reprint(case=case, patent_id=patent.pk, kind=kind, actor=SYSTEM, on=clock.today(), **says)
    return case


def pay_the_fee(patent: Patent) -> None:
    charge = Charge.objects.get(patent=patent, purpose="change_fee", covered_on=None)
    receipt = Receipt("change_fee", charge.amount, 0, clock.today(), "demo", f"fee-{charge.pk}")
    record_payment(patent_id=patent.pk, receipts=[receipt], actor=SYSTEM, on=clock.today())


def printed(patent: Patent, kind: str = "data_change", **given: Any) -> None:
    """In force, and nobody has looked since."""
    case = new_sheet(patent, kind, **given)
    pay_the_fee(patent)
    hand_out_reprint(case_id=case.pk, actor=SYSTEM, on=clock.today())


def told(watch: Watch) -> list[tuple[str, str]]:
    return [(notice.kind, notice.profession) for notice in watch.notices.order_by("pk")]


def letters(watch: Watch) -> list[Message]:
    owner = watch.organisation.members.get(role="owner").user
    return list(Message.objects.filter(recipient=owner, channel="inbox", event__name="watch.EmployerTold").order_by("pk"))


def state_is(monkeypatch: pytest.MonkeyPatch, state: str) -> None:
    """The law's answer, without the payments that lead to it; the profession stays that of the sheet."""
    real = looking.standing
    monkeypatch.setattr(looking, "standing", lambda patent: type(real(patent))(state, patent.valid_through, real(patent).profession))


@pytest.mark.parametrize(("language", "name"), [("en", "Cook"), ("ru", "Повар")])
def test_another_profession_is_told_once_by_message_and_by_webhook_when_the_sheet_is_in_force(language, name):
    watch, patent = watched()
    User.objects.update(language=language)
    new_sheet(patent, profession="cook")
    dispatch_pending()
    assert told(watch) == []
    pay_the_fee(patent)
    dispatch_pending()
    dispatch_pending()
    assert services.look(watch_id=watch.pk) == 0
    assert told(watch) == [("profession", "cook")]
    row, letter = WebhookDelivery.objects.get(), letters(watch)[0]
    assert row.type == "right_to_work.changed"
    assert row.payload["data"] == {
        "consent": watch.consent.number, "reference": "", "on": clock.today().isoformat(), "change": "profession",
        "valid_through": patent.paid_through.isoformat(), "profession": "cook",
    }  # fmt: skip
    assert len(letters(watch)) == 1
    assert f": {name}." in letter.body
    assert patent.number not in letter.body
    page = member_client(watch.organisation).get(f"/employer/{watch.organisation.number}/news/").content.decode()
    assert watch.consent.number in page
    assert "Повар" in page or "Cook" in page


def test_another_name_and_a_duplicate_are_told_to_nobody():
    watch, patent = watched()
    patent.person.family_name = "NEWNAME"
    patent.person.save()
    printed(patent, holder=facts(patent.person))
    printed(patent, "duplicate")
    dispatch_pending()
    assert (told(watch), WebhookDelivery.objects.count(), letters(watch)) == ([], 0, [])


def test_a_second_change_is_told_as_well_and_so_is_the_way_back():
    watch, patent = watched()
    for profession in ("cook", "bricklayer"):
        printed(patent, profession=profession)
        dispatch_pending()
    assert told(watch) == [("profession", "cook"), ("profession", "bricklayer")]


@pytest.mark.parametrize("how", ["watch", "consent"])
def test_after_the_leave_or_the_consent_has_ended_no_profession_is_told(how):
    watch, patent = watched()
    actor = Actor("person", patent.person.user_id)
    if how == "watch":
        services.end_watch(watch_id=watch.pk, by="worker", actor=actor)
    else:
        employment.end_consent(consent_id=watch.consent_id, actor=actor)
    printed(patent, profession="cook")
    dispatch_pending()
    assert services.look(watch_id=watch.pk) == 0
    assert told(watch) == [("ended", "")]
    assert letters(watch) == []
    assert "cook" not in str([row.payload for row in WebhookDelivery.objects.all()])


def test_the_first_look_after_an_upgrade_takes_the_profession_silently_and_the_next_change_is_told():
    watch, patent = watched()
    WatchedPatent.objects.update(profession=None)
    printed(patent, profession="cook")
    assert (services.look(watch_id=watch.pk), told(watch)) == (0, [])
    dispatch_pending()
    assert told(watch) == []
    assert WatchedPatent.objects.get().profession == "cook"
    printed(patent, profession="bricklayer")
    dispatch_pending()
    assert told(watch) == [("profession", "bricklayer")]


def test_what_was_printed_while_the_patent_was_not_valid_is_told_once_it_is_again(monkeypatch):
    watch, patent = watched()
    new_sheet(patent, profession="cook")
    with monkeypatch.context() as lapsed:
        state_is(lapsed, "lapsed_unpaid")
        pay_the_fee(patent)
        dispatch_pending()
        assert told(watch) == [("lapsed", "")]
    services.look(watch_id=watch.pk)
    assert told(watch)[1:] == [("restored", ""), ("profession", "cook")]


def test_a_suspended_employer_hears_of_it_only_after_it_is_confirmed_again():
    watch, patent = watched()
    officer = actor_of(make_user("officer"))
    suspend(organisation_id=watch.organisation_id, reason="The papers were forged.", actor=officer)
    printed(patent, profession="cook")
    dispatch_pending()
    assert told(watch) == []
    confirm(organisation_id=watch.organisation_id, actor=officer)
    services.look(watch_id=watch.pk)
    assert told(watch) == [("profession", "cook")]


def test_the_worker_reads_that_another_profession_is_told_before_allowing_it_and_where_it_is_ended():
    watch, patent = watched()
    services.end_watch(watch_id=watch.pk, by="worker", actor=actor_of(patent.person.user))
    client = sign_in(patent.person.user)
    for address in (f"/watches/allow/{watch.consent.number}/", "/watches/"):
        page = client.get(address).content.decode()
        assert "другая профессия" in page or "another profession" in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False], ids=["locked", "control without the lock"])
def test_two_looks_at_once_tell_another_profession_once(monkeypatch: pytest.MonkeyPatch, locked: bool):
    watch, patent = watched()
    printed(patent, profession="cook")
    meet(monkeypatch, looking, "_known")
    if not locked:
        without_locks(monkeypatch)
    answers = at_once(2, lambda _n: services.look(watch_id=watch.pk))
    assert sorted(answers, key=str) == ([0, 1] if locked else [1, 1])
    assert len(told(watch)) == WebhookDelivery.objects.count() == (1 if locked else 2)
