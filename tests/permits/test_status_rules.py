"""Each duty and ground on its boundary days, by the shipped law and without a database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation

from permits.status.rules import arrival, entrants, residence
from permits.status.rules.asking import Asked
from permits.status.rules.compose import compose
from permits.status.rules.reminding import due_reminder
from permits.status.rules.stay_days import stay_law
from permits.status.rules.values import ContractFacts, Found, Moved, Rank, State, Status
from permits.status.rules.what_if import what_if
from portal.legal.book import Book
from tests.permits.status_world import asked, duty, permit, shipped_book, stay

ONE = timedelta(days=1)
ENTERED = date(2026, 3, 10)  # a Tuesday


def status(question: Asked, *more: Found) -> Status:
    return compose(question, [arrival.found(question), entrants.found(question), residence.found(question), *more])


def state_around(question: Asked, code: str, last: date) -> list[State]:
    """On the last day, and the day after."""
    return [duty(status(replace(question, on=on)), code).state(on) for on in (last, last + ONE)]


class TestRegistration:
    @pytest.mark.parametrize(
        ("citizenship", "last"),
        [
            ("MD", date(2026, 3, 19)),  # seven working days
            ("TJ", date(2026, 3, 25)),  # fifteen days
            ("UZ", date(2026, 3, 25)),
            ("AM", date(2026, 4, 9)),  # thirty
            ("KZ", date(2026, 4, 9)),
            ("KG", date(2026, 4, 9)),
            ("BY", date(2026, 6, 8)),  # ninety
        ],
    )
    def test_the_term_follows_the_citizenship(self, citizenship, last):
        question = asked(ENTERED, citizenship=citizenship, entered=ENTERED)
        assert duty(arrival.found(question), "registration").due.value == last
        assert state_around(question, "registration", last) == [State.NOW, State.LATE]

    def test_uzbekistan_had_seven_working_days_until_4_june_2022(self):
        before, after = date(2022, 6, 3), date(2022, 6, 4)
        ends = [duty(arrival.found(asked(day, citizenship="UZ", entered=day)), "registration").due.value for day in (before, after)]
        assert ends == [date(2022, 6, 15), date(2022, 6, 20)]  # the 19th is a Sunday

    def test_working_days_go_over_the_holidays_of_january(self):
        question = asked(date(2025, 12, 30), citizenship="MD", entered=date(2025, 12, 30))
        assert duty(arrival.found(question), "registration").due.value == date(2026, 1, 20)

    @pytest.mark.parametrize(
        ("told", "until", "done"),
        [(ENTERED - ONE, None, False), (ENTERED, None, True), (ENTERED + ONE, ENTERED - ONE, False), (ENTERED + ONE, ENTERED + ONE, True)],
    )
    def test_an_address_told_since_the_entry_shows_that_it_is_done(self, told, until, done):
        question = asked(ENTERED + 5 * ONE, entered=ENTERED, address_told_on=told, registered_until=until)
        assert duty(arrival.found(question), "registration").done is done

    def test_its_end_is_a_duty_of_its_own(self):
        last = date(2026, 5, 1)
        question = asked(ENTERED + 5 * ONE, entered=ENTERED, address_told_on=ENTERED, registered_until=last)
        assert state_around(question, "registration_end", last) == [State.NOW, State.LATE]

    def test_outside_nothing_is_to_be_registered(self):
        question = asked(ENTERED + 9 * ONE, entered=ENTERED, stays=(stay(ENTERED, ENTERED + 5 * ONE),))
        assert duty(arrival.found(question), "registration") is None
        assert status(question).is_outside


class TestMedicalAndFingerprints:
    LAST = date(2026, 4, 9)  # thirty days after the tenth of March

    def test_workers_have_thirty_days(self):
        question = asked(ENTERED, entered=ENTERED)
        for code in ("medical", "fingerprints"):
            assert state_around(question, code, self.LAST) == [State.NOW, State.LATE]

    def test_others_have_ninety_and_only_if_they_stay_long(self):
        tourist = asked(ENTERED, entered=ENTERED, purpose="tourism")
        assert duty(arrival.found(tourist), "medical") is None
        long = asked(ENTERED, entered=ENTERED, purpose="private", permits=(permit("temporary_stay", ENTERED, date(2026, 12, 31)),))
        assert duty(arrival.found(long), "medical").due.value == date(2026, 6, 8)

    def test_before_29_december_2021_there_was_no_such_duty(self):
        for day, is_subject in ((date(2021, 12, 28), False), (date(2021, 12, 29), True)):
            found = arrival.found(asked(day, entered=day))
            assert (duty(found, "medical") is not None) is is_subject
            assert found.gaps == []

    @pytest.mark.parametrize(("born", "is_subject"), [(date(2020, 3, 11), False), (date(2020, 3, 10), True)])
    def test_children_under_six_are_not_examined(self, born, is_subject):
        found = arrival.found(asked(ENTERED, entered=ENTERED, birth_date=born))
        assert (duty(found, "fingerprints") is not None) is is_subject

    @pytest.mark.parametrize("born", [date(1950, 1, 1), date(1988, 2, 29)])
    def test_who_was_six_before_the_working_calendar_begins_is_examined_too(self, born):
        assert duty(arrival.found(asked(ENTERED, entered=ENTERED, birth_date=born)), "medical") is not None

    def test_belarusians_and_residents_are_not_subject(self):
        assert duty(arrival.found(asked(ENTERED, citizenship="BY", entered=ENTERED)), "medical") is None
        resident = asked(ENTERED, entered=ENTERED, permits=(permit("temporary_residence", ENTERED, date(2029, 3, 9)),))
        assert duty(arrival.found(resident), "medical") is None

    def test_fingerprints_are_given_once_and_a_medical_certificate_counts_from_this_entry(self):
        question = asked(ENTERED, entered=ENTERED)
        early = ENTERED - 400 * ONE
        answer = status(question, Found(settled={"fingerprints": early, "medical": early}))
        assert (duty(answer, "fingerprints").done, duty(answer, "medical").done) == (True, False)
        answer = status(question, Found(settled={"medical": ENTERED}))
        assert duty(answer, "medical").done

    def test_who_says_that_it_is_done_is_believed(self):
        question = asked(ENTERED, entered=ENTERED, told_done=frozenset({f"medical:{ENTERED.isoformat()}", "fingerprints"}))
        assert all(duty(status(question), code).state(date(2027, 1, 1)) == State.DONE for code in ("medical", "fingerprints"))


class TestVisaFree:
    def test_ninety_days_are_the_ground_and_their_last_day_the_duty(self):
        last = date(2026, 6, 7)
        question = asked(ENTERED, entered=ENTERED)
        assert status(question).ground.code == "visa_free"
        assert status(question).ground.until.value == last
        assert state_around(question, "leave", last) == [State.NOW, State.LATE]
        assert status(replace(question, on=last)).ground is not None
        assert status(replace(question, on=last + ONE)).ground is None

    def test_the_migration_card_may_say_an_earlier_day(self):
        question = asked(ENTERED, entered=ENTERED, card_until=date(2026, 5, 1))
        assert status(question).ground.until.value == date(2026, 5, 1)
        assert status(asked(ENTERED, entered=ENTERED, card_until=date(2027, 5, 1))).ground.until.value == date(2026, 6, 7)

    def test_the_card_of_another_stay_says_nothing(self):
        stays = (stay(date(2026, 1, 10), date(2026, 1, 20)), stay(ENTERED))
        question = asked(ENTERED, entered=date(2026, 1, 10), card_until=date(2026, 1, 30), stays=stays)
        assert status(question).ground.until.value == date(2026, 5, 27)  # eleven days of January are spent

    def test_dates_that_do_not_fit_are_asked_and_nothing_is_guessed(self):
        question = asked(ENTERED, entered=ENTERED, stays=(stay(date(2026, 1, 10)), stay(ENTERED)))
        answer = status(question)
        assert (answer.ground, answer.counter, answer.next_entry) == (None, None, None)
        assert [one.code for one in answer.questions] == ["stays"]
        assert duty(answer, "leave") is None

    def test_without_any_entry_it_is_asked(self):
        answer = status(asked(ENTERED))
        assert [one.code for one in answer.questions] == ["entry"]
        assert not answer.is_outside

    def test_without_a_citizenship_it_is_asked(self):
        answer = status(asked(ENTERED, citizenship="", entered=ENTERED))
        assert "citizenship" in [one.code for one in answer.questions]

    def test_outside_the_first_day_to_come_again_is_said(self):
        spent = (stay(date(2026, 1, 10), date(2026, 4, 9)),)
        answer = status(asked(date(2026, 5, 1), entered=date(2026, 1, 10), stays=spent))
        assert answer.is_outside
        assert answer.next_entry.value == date(2027, 1, 1)

    def test_work_is_told_by_citizenship(self):
        words = [str(status(asked(ENTERED, citizenship=code, entered=ENTERED)).ground.allows[0]) for code in ("TJ", "KG", "UA")]
        assert len(set(words)) == 3

    def test_an_entry_before_the_law_that_is_known_is_asked_of_the_person_and_no_gap(self):
        answer = status(asked(ENTERED, entered=date(1926, 3, 11)))
        assert (answer.gaps, "entry_year" in [question.code for question in answer.questions]) == ((), True)
        assert duty(answer, "registration") is None
        refugee = permit("refugee_certificate", date(2003, 1, 1), date(2027, 1, 1))
        of_old = status(asked(ENTERED, entered=date(2003, 3, 11), permits=(refugee,)))
        assert (of_old.gaps, [question.code for question in of_old.questions]) == ((), [])

    def test_a_gap_in_the_law_is_said_and_takes_only_its_own_date(self):
        rows = {key: entries for key, entries in shipped_book().rows.items() if key[0] != "permits.stay_total"}
        answer = status(asked(ENTERED, entered=ENTERED, book=Book(rows)))
        assert [gap.key for gap in answer.gaps] == ["permits.stay_total"]
        assert answer.ground is None
        assert duty(answer, "registration") is not None


class TestOtherEntrants:
    def test_a_contract_of_the_union_is_the_ground_through_its_last_day(self):
        told = ContractFacts(begins_on=ENTERED, ends_on=date(2026, 12, 31))
        question = asked(ENTERED, citizenship="KG", entered=ENTERED, contract=told)
        assert status(question).ground.code == "contract"
        assert duty(status(question), "leave") is None  # nobody must leave on the ninetieth day
        last = replace(question, on=date(2026, 12, 31))
        assert (status(last).ground.code, duty(status(last), "contract_end").state(last.on)) == ("contract", State.NOW)
        assert status(replace(question, on=date(2027, 1, 1))).ground is None
        assert "contract" in [one.code for one in status(replace(question, on=date(2027, 1, 1))).questions]

    def test_a_contract_without_a_last_day_has_none(self):
        told = ContractFacts(begins_on=ENTERED, ends_on=None)
        assert status(asked(ENTERED, citizenship="AM", entered=ENTERED, contract=told)).ground.until.value is None

    def test_a_contract_says_nothing_of_others(self):
        told = ContractFacts(begins_on=ENTERED, ends_on=None)
        assert status(asked(ENTERED, citizenship="TJ", entered=ENTERED, contract=told)).ground.code == "visa_free"

    def test_a_visa_lasts_as_the_card_says_and_without_it_is_asked(self):
        question = asked(ENTERED, citizenship="IN", entered=ENTERED, card_until=date(2026, 4, 1))
        assert status(question).ground.code == "visa"
        assert status(question).counter is None
        assert state_around(question, "leave", date(2026, 4, 1)) == [State.NOW, State.LATE]
        assert [one.code for one in status(asked(ENTERED, citizenship="IN", entered=ENTERED, purpose="tourism")).questions] == [
            "card_until"
        ]

    def test_a_citizen_of_belarus_is_asked_for_the_day_of_entry_where_no_card_is_asked_for(self):
        question = next(one for one in status(asked(ENTERED, citizenship="BY")).questions if one.code == "entry")
        assert question.route == "profiles:stays"
        with translation.override("en"):
            assert "No migration card is needed" in str(question.text)
        told = status(asked(ENTERED + ONE, citizenship="BY", stays=(stay(ENTERED),)))
        assert (told.ground.code, duty(told, "registration").due.value) == ("visa_free", date(2026, 6, 8))

    def test_a_citizen_of_ukraine_is_told_that_special_orders_are_not_established_and_no_later_day(self):
        answer = status(asked(ENTERED, citizenship="UA", entered=ENTERED))
        assert "special_orders" in [one.code for one in answer.questions]
        assert answer.ground.until.value == status(asked(ENTERED, citizenship="MD", entered=ENTERED)).ground.until.value
        resident = permit("permanent_residence", ENTERED)
        assert status(asked(ENTERED, citizenship="UA", entered=ENTERED, permits=(resident,))).questions == ()

    @pytest.mark.parametrize(
        ("citizenship", "purpose", "is_asked"),
        [("IN", "work", True), ("IN", "tourism", False), ("TJ", "work", False), ("KG", "work", False)],
    )
    def test_who_may_be_a_highly_qualified_specialist_is_asked_and_has_the_nearer_day(self, citizenship, purpose, is_asked):
        question = asked(ENTERED, citizenship=citizenship, entered=ENTERED, purpose=purpose, card_until=date(2026, 9, 1))
        answer = status(question)
        with translation.override("en"):
            told = [str(one.text) for one in answer.questions if one.code == "specialist"]
        assert bool(told) is is_asked
        if told:
            assert "90 days after the entry" in told[0]
            assert "30 after a move" in told[0]
            assert duty(answer, "registration").due.value == date(2026, 3, 19)
            registered = replace(question, facts=replace(question.facts, address_told_on=ENTERED))
            assert "specialist" not in [one.code for one in status(registered).questions]

    def test_people_without_citizenship_are_sent_to_the_office(self):
        assert [one.code for one in status(asked(ENTERED, citizenship="XXA", entered=ENTERED)).questions] == ["office"]


class TestResidence:
    RVP = permit("temporary_residence", date(2025, 3, 10), date(2028, 3, 9))
    VNZH = permit("permanent_residence", date(2025, 3, 10))

    def holder(self, on=date(2026, 1, 15), *permits, **facts):
        return asked(on, entered=date(2025, 3, 1), permits=permits or (self.RVP,), **facts)

    def test_the_strongest_ground_is_named_first_and_days_without_a_visa_do_not_matter(self):
        answer = status(self.holder(date(2026, 1, 15), self.RVP, permit("temporary_stay", date(2025, 2, 1), date(2026, 2, 1))))
        assert [answer.ground.rank, *(one.rank for one in answer.others)] == [Rank.RESIDENCE, Rank.EXTENSION]
        assert duty(answer, "leave") is None

    def test_what_the_document_says_is_said_as_such_where_an_order_moved_its_last_day(self):
        moved = Moved(order="1", source="Act, p. 1", days=199, gives=date(2028, 9, 24))
        extended = replace(self.RVP, valid_until=moved.gives, extensions=(moved,))
        steps = duty(residence.found(self.holder(date(2026, 1, 15), extended)), "residence_permit").due.steps
        assert [step.value for step in steps] == [8, date(2028, 3, 9), moved.gives, 4]
        assert [str(step.citation) for step in steps][2] == "Act, p. 1"

    def test_an_extended_permit_lasts_as_the_law_has_it_and_says_both_days(self):
        extended = permit("temporary_residence", date(2018, 12, 31), date(2021, 12, 31), date(2022, 7, 18))
        until = status(asked(date(2022, 5, 1), entered=date(2018, 1, 1), permits=(extended,))).ground.until
        assert until.value == date(2022, 7, 18)
        assert [step.value for step in until.steps] == [date(2021, 12, 31), date(2022, 7, 18)]

    @pytest.mark.parametrize(
        ("on", "opens", "last", "state"),
        [
            (date(2026, 3, 9), date(2026, 3, 10), date(2026, 5, 10), State.LATER),
            (date(2026, 3, 10), date(2026, 3, 10), date(2026, 5, 10), State.NOW),
            (date(2026, 5, 10), date(2026, 3, 10), date(2026, 5, 10), State.NOW),
            (date(2026, 5, 11), date(2027, 3, 10), date(2027, 5, 10), State.LATER),  # the next year's
        ],
    )
    def test_the_yearly_notice_has_two_months_after_each_year(self, on, opens, last, state):
        notice = duty(residence.found(self.holder(on)), "yearly_notice")
        assert (notice.opens_on, notice.due.value, notice.state(on)) == (opens, last, state)

    def test_a_notice_that_was_given_makes_place_for_the_next(self):
        on = date(2026, 4, 1)
        key = duty(residence.found(self.holder(on)), "yearly_notice").key
        again = duty(residence.found(self.holder(on, told_done=frozenset({key}))), "yearly_notice")
        assert again.due.value == date(2027, 5, 10)

    def test_the_last_year_of_a_temporary_permit_has_no_notice_after_it(self):
        assert duty(residence.found(self.holder(date(2027, 5, 11))), "yearly_notice") is None

    @pytest.mark.parametrize(
        ("on", "state"),
        [
            (date(2025, 11, 9), State.LATER),
            (date(2025, 11, 10), State.NOW),  # eight months
            (date(2027, 11, 9), State.NOW),  # four months before the end
            (date(2027, 11, 10), State.LATE),
        ],
    )
    def test_the_residence_permit_is_applied_for_between_eight_months_and_four_before_the_end(self, on, state):
        assert duty(residence.found(self.holder(on)), "residence_permit").state(on) == state

    @pytest.mark.parametrize(
        ("born", "age", "birthday", "last"),
        [
            (date(2012, 6, 5), 14, date(2026, 6, 5), date(2026, 7, 5)),
            (date(2006, 1, 31), 20, date(2026, 1, 31), date(2026, 2, 28)),
            (date(1981, 6, 5), 45, date(2026, 6, 5), date(2026, 7, 5)),
            (date(1980, 6, 5), 45, date(2025, 6, 5), date(2025, 7, 5)),  # fourteen before the working calendar begins
            (date(2012, 2, 29), 14, date(2026, 3, 1), date(2026, 4, 1)),
        ],
    )
    def test_a_residence_permit_is_replaced_within_a_month_of_the_birthdays(self, born, age, birthday, last):
        holder = self.holder(birthday - ONE, self.VNZH, birth_date=born)
        replacement = duty(residence.found(holder), "replacement")
        assert replacement.key.endswith(f":{age}")
        states = [replacement.state(on) for on in (birthday - ONE, birthday, last, last + ONE)]
        assert states == [State.LATER, State.NOW, State.NOW, State.LATE]

    def test_a_permit_issued_on_the_birthday_need_not_be_replaced(self):
        holder = self.holder(date(2025, 3, 10), self.VNZH, birth_date=date(1980, 3, 10))
        assert duty(residence.found(holder), "replacement") is None

    def test_without_the_birth_it_is_asked(self):
        found = residence.found(self.holder(date(2026, 1, 1), self.VNZH, birth_date=None))
        assert [one.code for one in found.questions] == ["birth_date"]

    def test_holders_register_where_they_live_within_seven_working_days(self):
        last = date(2025, 3, 19)
        holder = self.holder(last)
        assert state_around(holder, "residence_registration", last) == [State.NOW, State.LATE]
        assert duty(status(replace(holder, on=last)), "registration") is None

    def test_a_permit_without_a_last_day_has_no_end_to_remind_of(self):
        answer = status(self.holder(date(2026, 1, 15), self.VNZH))
        assert answer.ground.until.value is None
        assert duty(answer, "permit_end") is None


class TestReminding:
    def test_the_nearest_wanted_day_is_taken_and_none_before_the_term_began(self):
        question = asked(ENTERED, entered=ENTERED, citizenship="MD")  # until 19 March: nine days
        one = duty(arrival.found(question), "registration")
        by_left = {left: due_reminder(one, on=one.due.value - left * ONE, wanted=(30, 15, 5, 1)) for left in range(-1, 10)}
        assert by_left == {9: None, 8: None, 7: None, 6: None, 5: 5, 4: 5, 3: 5, 2: 5, 1: 1, 0: 1, -1: None}

    def test_what_is_done_or_told_by_another_room_or_not_open_yet_is_not_reminded_of(self):
        one = duty(arrival.found(asked(ENTERED, entered=ENTERED)), "registration")
        on = one.due.value
        assert due_reminder(one, on=on, wanted=(1,)) == 1
        for silent in (replace(one, done=True), replace(one, announced_elsewhere=True), replace(one, opens_on=on + ONE)):
            assert due_reminder(silent, on=on, wanted=(1,)) is None
        assert due_reminder(one, on=on, wanted=()) is None


class TestWhatIf:
    LAW = stay_law(shipped_book(), "TJ")

    def test_leaving_stops_the_count_and_coming_back_goes_on_with_the_rest(self):
        answer = what_if((stay(ENTERED),), leave=date(2026, 4, 8), back=date(2026, 6, 1), law=self.LAW)
        assert (answer.used.value.used, answer.used.value.left) == (30, 60)
        assert answer.may_return.value == date(2026, 4, 9)
        assert answer.last_day.value == date(2026, 7, 30)

    def test_a_return_on_which_no_day_is_free_is_said(self):
        answer = what_if((stay(date(2026, 1, 10)),), leave=date(2026, 4, 9), back=date(2026, 12, 31), law=self.LAW)
        assert answer.is_too_early
        assert answer.may_return.value == date(2027, 1, 1)

    def test_who_is_outside_asks_only_when_to_come_back(self):
        answer = what_if((stay(date(2026, 1, 10), date(2026, 1, 19)),), leave=None, back=date(2026, 6, 1), law=self.LAW)
        assert answer.last_day.value == date(2026, 8, 19)
        assert answer.used is None


def test_the_passport_ends_on_its_own_day():
    last = date(2026, 8, 1)
    question = asked(ENTERED, entered=ENTERED, passport_expires_on=last)
    assert state_around(question, "passport", last) == [State.NOW, State.LATE]


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_days_at_the_ends_of_the_calendar_break_nothing(day):
    for known in ({"entered": day}, {"entered": ENTERED, "birth_date": day}, {"entered": ENTERED, "passport_expires_on": day}):
        status(asked(ENTERED, **known))
    status(asked(ENTERED, entered=ENTERED, permits=(permit("temporary_residence", day, day), permit("permanent_residence", day))))
