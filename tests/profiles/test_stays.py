"""Entries and exits: told, corrected, taken back; what does not fit is asked."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from portal.errors import StaleVersion
from portal.events.actor import SYSTEM
from portal.events.models import Event
from profiles import errors
from profiles.civil import latest_today
from profiles.models import Stay
from profiles.rules.stays import Doubt, StayDays, questions, with_entry
from profiles.selectors import stays_of
from profiles.services import record_entry, take_back_stay, tell_stay
from tests.cases import acts
from tests.factories import make_person, make_user
from tests.profiles.people import browser

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


def stay(entered: date | None, left: date | None = None, pk: int | None = None) -> StayDays:
    return StayDays(entered_on=entered, left_on=left, stay_id=pk)


def doubts(*stays: StayDays) -> list[tuple[Doubt, date]]:
    return [(question.kind, question.stay.first_known) for question in questions(with_entry(stays, None))]


def test_stays_that_follow_each_other_raise_no_question():
    assert doubts(stay(MARCH, APRIL), stay(APRIL, APRIL), stay(MAY)) == []


def test_an_exit_that_nobody_told_is_asked_only_when_a_later_stay_shows_it():
    assert doubts(stay(MARCH)) == []
    assert doubts(stay(MARCH), stay(MAY)) == [(Doubt.NO_EXIT, MARCH)]


def test_an_exit_without_entry_is_asked():
    assert doubts(stay(None, APRIL)) == [(Doubt.NO_ENTRY, APRIL)]


def test_overlapping_stays_are_asked_even_when_a_short_one_lies_between():
    assert doubts(stay(MARCH, MAY), stay(APRIL, APRIL + timedelta(days=1)), stay(MAY - timedelta(days=1), MAY)) == [
        (Doubt.OVERLAP, APRIL),
        (Doubt.OVERLAP, MAY - timedelta(days=1)),
    ]


def test_entering_on_the_day_of_exit_is_no_overlap():
    assert doubts(stay(MARCH, APRIL), stay(APRIL, MAY)) == []


def test_the_entry_of_the_migration_card_is_not_counted_twice():
    assert with_entry([stay(MARCH, APRIL, 1)], MARCH) == (stay(MARCH, APRIL, 1),)
    assert with_entry([stay(MARCH, APRIL, 1)], MAY)[-1] == stay(MAY)


@pytest.mark.django_db
class TestTelling:
    def tell(self, person, entered=MARCH, left=APRIL, **more):
        return tell_stay(person_id=person.pk, entered_on=entered, left_on=left, actor=SYSTEM, **more)

    def test_a_stay_told_twice_is_kept_once(self):
        person = make_person()
        assert self.tell(person) == self.tell(person)
        assert Event.objects.filter(name="profiles.StayTold").count() == 1

    def test_a_correction_replaces_and_the_record_keeps_both(self):
        person = make_person()
        first = self.tell(person)
        second = self.tell(person, left=MAY, corrects=first.pk)
        assert list(Stay.objects.filter(person=person, retired_at=None)) == [second]
        assert Stay.objects.filter(person=person).count() == 2
        assert Event.objects.filter(name="profiles.StayTold").last().payload["corrects"] == first.pk

    def test_a_correction_that_makes_a_twin_is_refused_and_changes_nothing(self):
        person = make_person()
        first, second = self.tell(person), self.tell(person, left=MAY)
        with pytest.raises(errors.StayToldAlready):
            self.tell(person, left=MAY, corrects=first.pk)
        assert set(Stay.objects.filter(retired_at=None)) == {first, second}

    @pytest.mark.parametrize(
        ("entered", "left", "refusal"),
        [
            (None, None, errors.StayWithoutDays),
            (APRIL, MARCH, errors.ExitBeforeEntry),
            (date(1, 1, 1), MARCH, errors.StayNotPossible),
            (date(1990, 1, 1), None, errors.StayNotPossible),  # before the birth
            (MARCH, date(9999, 12, 31), errors.StayNotPossible),
        ],
    )
    def test_impossible_days_are_refused_and_nothing_is_kept(self, entered, left, refusal):
        person = make_person()
        with pytest.raises(refusal):
            self.tell(person, entered, left)
        assert not Stay.objects.exists()

    def test_tomorrow_is_refused_and_the_countrys_latest_day_is_not(self):
        person = make_person()
        with pytest.raises(errors.StayNotPossible):
            self.tell(person, latest_today() + timedelta(days=1), None)
        assert self.tell(person, latest_today(), latest_today())

    def test_another_tab_is_not_overwritten(self):
        person = make_person()
        self.tell(person)
        with pytest.raises(StaleVersion):
            self.tell(person, left=MAY, expected_version=1)

    def test_nobody_corrects_or_takes_back_what_belongs_to_another(self):
        mine = self.tell(make_person())
        with pytest.raises(Stay.DoesNotExist):
            self.tell(make_person(), left=MAY, corrects=mine.pk)
        with pytest.raises(Stay.DoesNotExist):
            take_back_stay(person_id=make_person().pk, stay_id=mine.pk, actor=SYSTEM)
        mine.refresh_from_db()
        assert mine.retired_at is None

    def test_taken_back_twice_is_taken_back_once(self):
        person = make_person()
        told = self.tell(person)
        for _again in range(2):
            take_back_stay(person_id=person.pk, stay_id=told.pk, actor=SYSTEM)
        assert Event.objects.filter(name="profiles.StayTakenBack").count() == 1

    def test_a_list_without_end_is_refused(self, monkeypatch):
        monkeypatch.setattr("profiles.services.stays.MOST_STAYS", 1)
        person = make_person()
        first = self.tell(person)
        with pytest.raises(errors.TooManyStays):
            self.tell(person, MAY, MAY)
        assert self.tell(person, MARCH, MARCH, corrects=first.pk)  # a correction adds none


@pytest.mark.django_db
class TestTheMigrationCard:
    def enter(self, person, day, number):
        record_entry(
            person_id=person.pk, entered_on=day, purpose="work", card_series="4526", card_number=number, stay_until=None, actor=SYSTEM
        )

    def test_a_new_card_keeps_the_stay_before_and_its_exit_is_asked(self):
        person = make_person()
        person.entries.all().delete()
        self.enter(person, MARCH, "0000001")
        self.enter(person, MAY, "0000002")
        assert [known.entered_on for known in stays_of(person)] == [MARCH, MAY]
        assert [question.kind for question in questions(stays_of(person))] == [Doubt.NO_EXIT]

    def test_the_same_card_with_another_day_is_a_correction(self):
        person = make_person()
        person.entries.all().delete()
        self.enter(person, MARCH, "0000001")
        self.enter(person, APRIL, "0000001")
        assert [known.entered_on for known in stays_of(person)] == [APRIL]

    def test_a_stay_whose_exit_was_told_is_not_kept_again(self):
        person = make_person()
        person.entries.all().delete()
        self.enter(person, MARCH, "0000001")
        tell_stay(person_id=person.pk, entered_on=MARCH, left_on=APRIL, actor=SYSTEM)
        self.enter(person, MAY, "0000002")
        assert [(known.entered_on, known.left_on) for known in stays_of(person)] == [(MARCH, APRIL), (MAY, None)]


@pytest.mark.django_db
class TestPages:
    def test_a_person_adds_corrects_and_takes_out_a_stay(self):
        person = make_person()
        client = browser(person.user, language="en")
        assert client.post(reverse("profiles:stay-add"), {"entered_on": "01.03.2026", "left_on": "1 апреля 2026"}).status_code == 302
        page = client.get(reverse("profiles:stays")).content.decode()
        assert "From 1\u00a0March\u00a02026 to 1\u00a0April\u00a02026" in page
        told = Stay.objects.get()
        client.post(reverse("profiles:stay", args=[told.pk]), {"entered_on": "01.03.2026", "left_on": "02.04.2026"})
        corrected = Stay.objects.get(retired_at=None)
        assert corrected.left_on == date(2026, 4, 2)
        client.post(reverse("profiles:stay-remove", args=[corrected.pk]))
        assert not Stay.objects.filter(retired_at=None).exists()

    def test_the_exit_of_the_present_stay_needs_only_one_date(self):
        person = make_person()
        entered = person.entries.get().entered_on
        page = browser(person.user, language="en").get(reverse("profiles:stay-add")).content.decode()
        assert f'value="{entered:%d.%m.%Y}"' in page

    def test_what_does_not_fit_is_asked_beside_its_stay(self):
        person = make_person()
        person.stays.create(entered_on=date(2025, 3, 1))
        page = browser(person.user, language="en").get(reverse("profiles:stays")).content.decode()
        assert "When did you leave after this entry?" in page
        assert "Some dates do not fit together" in page

    @pytest.mark.parametrize("typed", ["01.01.0001", "31.02.2026", "1٣.03.2026", "{{7*7}}", "01.01.2999", "x" * 3000])
    def test_bad_dates_are_refused_beside_the_field_and_stay_typed(self, typed):
        person = make_person()
        answer = browser(person.user, language="en").post(reverse("profiles:stay-add"), {"entered_on": typed, "left_on": ""})
        assert answer.status_code == 200
        assert "govuk-error-message" in answer.content.decode()
        assert not Stay.objects.exists()

    def test_a_strangers_stay_is_like_none_at_all(self):
        theirs = make_person().stays.create(entered_on=MARCH)
        client = browser(make_person().user, language="en")
        gone = make_person(make_user()).stays.create(entered_on=MARCH)
        pk = gone.pk
        gone.delete()
        for name in ("profiles:stay", "profiles:stay-remove"):
            one, other = client.get(reverse(name, args=[theirs.pk])), client.get(reverse(name, args=[pk]))
            assert one.status_code == other.status_code == 404
            assert _words(one, theirs.pk) == _words(other, pk)


def _words(answer, pk: int) -> str:
    """The page without what differs at each request."""
    page = re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return page.replace(f"/{pk}/", "/N/")


@pytest.mark.django_db(transaction=True)
def test_four_at_once_tell_one_stay():
    person = make_person()
    told = acts.at_once(4, lambda _n: tell_stay(person_id=person.pk, entered_on=MARCH, left_on=APRIL, actor=SYSTEM).pk)
    assert len(set(told)) == 1
    assert Stay.objects.count() == 1
