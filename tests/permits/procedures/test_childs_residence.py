"""A temporary residence permit of a child: a parent applies, and where it follows the parent's it never ends later."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases.models import Case
from cases.procedures import Application, procedure
from permits.errors import ChildIsOfAge, OutlastsParent, ParentHasNoPermit
from permits.models import Permit
from permits.rules.temporary_residence import CHILD, GROUNDS, Parents, child_reasons, grounds_for, last_day
from permits.services import issue_permit
from portal import clock
from portal.events.actor import SYSTEM
from portal.legal import services as legal
from portal.legal.calendar import add_months
from portal.notifications.models import Message
from profiles.models import Guardianship
from profiles.selectors import facts
from tests.factories import make_applicant, make_case, make_child, make_office, make_permit, sign_in
from tests.permits.extensions.documents import make_order
from tests.permits.residence import decide, ready, send, staying

pytestmark = pytest.mark.django_db
RVP = procedure("temporary-residence")
EN = {"accept-language": "en"}
ONE = timedelta(days=1)


def given(ground: str = CHILD, **pages: Any) -> dict[str, Any]:
    medical = {"issued_on": (clock.today() - 5 * ONE).isoformat()}
    return {"region": {"region": "77"}, "ground": {"ground": ground}, "medical": medical, "fingerprints": {"done": "no"}, **pages}


def family(*, born: date | None = None, permit: bool = True, **fields: Any) -> tuple[Guardianship, Permit | None]:
    """A parent, with a permit that ends in two years where none is told, and a child lawfully here."""
    held = make_child(born=born)
    staying(held.child, clock.today() + 30 * ONE)
    return held, make_permit(person=held.guardian, **fields) if permit else None


def application(held: Guardianship, ground: str = CHILD) -> Any:
    return Application(facts(held.child), given(ground), clock.today())


def codes(held: Guardianship, ground: str = CHILD) -> list[str]:
    return [reason.code for reason in RVP.eligibility(application(held, ground))]


def granted(held: Guardianship, ground: str = CHILD) -> Permit:
    return Permit.objects.get(case=decide(send(ready(person=held.child, given=given(ground)))))


# ---- who may


def test_a_parent_may_apply_and_is_told_until_when():
    held, _permit = family()
    assert codes(held) == ["as_long_as_the_parent"]


def test_a_child_for_whom_nobody_acts_is_sent_to_a_parent():
    held, _permit = family()
    Guardianship.objects.filter(pk=held.pk).update(ended_on=clock.today(), end_reason="guardian")
    assert "under_age" in codes(held)


def test_a_parent_without_a_permit_or_an_application_has_nothing_to_follow():
    held, _permit = family(permit=False)
    assert codes(held) == ["parent_has_no_permit"]
    make_permit(person=held.guardian, valid_until_stated=clock.today() - ONE)
    assert codes(held) == ["parent_has_no_permit"]


def test_with_a_parents_application_that_waits_they_are_decided_together():
    held, _permit = family(permit=False)
    send(ready(person=held.guardian, given={**given("BORN_IN_RSFSR"), "exam": {"kind": "exempt"}}))
    assert codes(held) == ["together_with_the_parent"]


@pytest.mark.parametrize("code", [ground.code for ground in GROUNDS])
def test_each_ground_is_offered_to_those_who_can_have_it_and_refused_to_others(code):
    for child in (True, False):
        refused = [one.code for one in child_reasons(ground=code, is_child=child, parents=Parents(clock.today()))] == [
            "ground_does_not_fit"
        ]
        assert refused is (code not in [ground.code for ground in grounds_for(child=child)])


def test_a_child_is_asked_for_no_exam_and_a_small_one_for_no_fingerprints():
    today = clock.today()
    names = {}
    for years in (5, 7, 16):
        held, _permit = family(born=date(today.year - years, 1, 1))
        names[years] = [page.code for page in RVP.pages if page.applies(application(held))]
    assert names == {5: ["region", "ground", "medical"], 7: ["region", "ground", "medical", "fingerprints"], 16: names[7]}
    kinds = [needed.kind for needed in RVP.documents(application(family()[0]))]
    assert "kinship_proof" in kinds
    assert not {"exam_certificate", "ground_paper"} & set(kinds)


# ---- what is granted


def test_the_childs_permit_ends_with_the_parents():
    held, parents = family()
    permit = granted(held)
    assert parents is not None
    assert (permit.valid_until, permit.follows, permit.ground) == (parents.valid_until, parents, CHILD)


def test_it_lasts_no_longer_than_the_law_gives_even_where_the_parents_does():
    held, _parents = family(valid_until_stated=add_months(clock.today(), 48))
    term = legal.term("permits.temporary_residence_term", on=clock.today())
    assert granted(held).valid_until == last_day(decided_on=clock.today(), term=term).value


def test_a_child_on_its_own_ground_follows_nobody():
    held, parents = family()
    permit = granted(held, "BORN_IN_RSFSR")
    assert parents is not None
    assert permit.follows is None
    assert permit.valid_until is not None
    assert permit.valid_until > (parents.valid_until or date.max)


def seventeen(birthday_in: int) -> Guardianship:
    """A child that comes of age in so many days, and whose parent has a permit."""
    born = clock.today() + birthday_in * ONE
    held, _permit = family(born=born.replace(year=born.year - 18))
    return held


def test_who_may_come_of_age_before_the_decision_is_told_so_and_what_to_do():
    due = (RVP.deadline(application(seventeen(90)), accepted_on=clock.today()).value - clock.today()).days
    assert codes(seventeen(due)) == ["as_long_as_the_parent", "of_age_before_the_decision"]
    assert codes(seventeen(due + 1)) == ["as_long_as_the_parent"]
    own = [reason.code for reason in RVP.eligibility(application(seventeen(due), "BORN_IN_RSFSR"))]
    assert own == []  # a ground of its own holds afterwards, too


@pytest.mark.parametrize(("days", "is_granted"), [(2, True), (3, False)])
def test_nothing_is_granted_on_a_childs_ground_from_the_birthday_on(days: int, is_granted: bool):
    held = seventeen(3)
    case = send(ready(person=held.child, given=given()))
    on = clock.today() + days * ONE
    if is_granted:
        assert Permit.objects.get(case=decide(case, on=on)).ground == CHILD
    else:
        with pytest.raises(ChildIsOfAge):
            decide(case, on=on)
        assert not Permit.objects.filter(person=held.child).exists()


def test_of_two_parents_permits_the_longer_one_counts():
    held, _first = family()
    case = send(ready(person=held.child, given=given()))
    other = {"kinship": "parent", "child_born": held.child_born, "since": clock.today(), "majority_at": held.majority_at}
    second = Guardianship.objects.create(guardian=make_applicant(), child=held.child, **other).guardian
    longer = make_permit(person=second, valid_until_stated=clock.today() + 800 * ONE)
    assert Permit.objects.get(case=decide(case)).follows == longer


def test_without_a_parents_permit_on_the_day_of_the_decision_nothing_is_granted():
    held, parents = family()
    case = send(ready(person=held.child, given=given()))
    Permit.objects.filter(pk=parents.pk).update(status="annulled", ended_on=clock.today())
    with pytest.raises(ParentHasNoPermit):
        decide(case)
    assert not Permit.objects.filter(case=case).exists()


def test_an_order_that_moved_the_parents_day_is_not_counted_twice_for_the_child():
    held, parents = family()
    order = make_order("applied", window_from=date(2020, 1, 1), window_to=date(2040, 1, 1), number="X-1")
    Permit.objects.filter(pk=parents.pk).update(valid_until=parents.valid_until + 90 * ONE)
    days = {"stated": parents.valid_until, "before": parents.valid_until, "days": 90}
    until = parents.valid_until + 90 * ONE
    parents.extensions.create(order=order, gives=until, after=until, rule_version=1, applied_at=clock.now(), **days)
    permit = granted(held)
    assert (permit.valid_until, permit.orders_counted) == (parents.valid_until + 90 * ONE, [order.pk])


def test_the_service_and_the_database_refuse_a_child_that_outlasts_the_parent():
    held, parents = family()
    case = make_case("granted", procedure="temporary-residence", person=held.child)
    told = {"case": case, "kind": "temporary_residence", "region": "77", "citizenship": "TJ", "actor": SYSTEM, "on": clock.today()}
    for until in (parents.valid_until + ONE, None):
        with pytest.raises(OutlastsParent), transaction.atomic():
            issue_permit(**told, valid_until=until, follows=parents)
    with pytest.raises(IntegrityError, match="a_child_does_not_outlast_the_parent"), transaction.atomic():
        make_permit(person=held.child, follows=parents, valid_until_stated=parents.valid_until + ONE)
    assert issue_permit(**told, valid_until=parents.valid_until, follows=parents).follows == parents


# ---- pages and letters


def test_the_parent_walks_from_the_start_page_to_the_letter():
    make_office()
    held, _parents = family()
    client = sign_in(held.guardian.user)
    assert "For whom do you apply?" in client.get("/cases/start/temporary-residence/", headers=EN).text
    client.post("/cases/start/temporary-residence/", {"applicant": str(held.number)})
    case = Case.objects.get(procedure="temporary-residence")
    client.post(f"/cases/{case.reference}/question/region/", {"region": "77", "seen": "0"})
    page = client.get(f"/cases/{case.reference}/question/ground/", headers=EN).text
    assert "A parent has a temporary residence permit" in page
    assert "I have invested in Russia" not in page
    case.delete()
    permit = granted(held)
    shown = client.get(reverse("permits:permit", args=[permit.kind, permit.series, permit.number]), headers=EN)
    assert shown.status_code == 200
    assert "AMINA" in shown.text


def test_a_parent_with_a_permit_is_led_to_the_childs_application():
    held, parents = family()
    page = sign_in(held.guardian.user).get(reverse("permits:permit", args=[parents.kind, parents.series, parents.number]), headers=EN).text
    assert "Apply for your child" in page
    lonely = make_permit()
    other = sign_in(lonely.person.user).get(reverse("permits:permit", args=[lonely.kind, lonely.series, lonely.number]), headers=EN).text
    assert "Apply for your child" not in other


def test_the_letter_about_the_childs_permit_goes_to_the_parent():
    from portal.events.relay import dispatch_pending

    held, _parents = family()
    granted(held)
    dispatch_pending()
    assert Message.objects.filter(recipient=held.guardian.user, channel="inbox", subject__contains="AMINA").exists()
