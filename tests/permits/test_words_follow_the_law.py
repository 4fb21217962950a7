"""Another row of the law is entered: pages and letters about permits say the day it makes, or name no number."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from cases.procedures import procedure
from permits.procedures import permanent_residence as vnzh_procedure
from permits.registration import services
from permits.registration.selectors import appeal_by
from permits.rules.permanent_residence import window_reasons
from permits.status.reading import status_of
from portal import clock
from portal.accounts.models import User
from portal.events.actor import SYSTEM, actor_of
from portal.events.relay import dispatch_pending
from portal.legal import services as legal
from portal.legal.calendar import add_months
from portal.legal.wording import date_in_words
from portal.notifications.models import Message
from tests.cases import walk
from tests.factories import make_office, make_user
from tests.permits.hosts import confirm, file_for, guest, make_host
from tests.permits.yearly.test_yearly import rvp, vnzh

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("language", ["ru", "en"])
# What rows of the law hold: the term of a temporary permit, of asylum, after studies, before and after a residence permit, to a court.
OLD = re.compile(
    r"for three years|eight months|four months before|up to a year|180 days more|fifth year|within three months|within a month|every year|"
    r"три года жить|восемь месяцев|за четыре месяца|на срок до года|ещё 180|пятый год|течение трёх месяцев|в течение месяца|каждый год",
    re.IGNORECASE,
)


def entered(key: str, value: str, since: date = date(2021, 1, 1)) -> None:
    legal.add_value(key=key, since=since, until=None, value=value, citation="Act 1", actor=SYSTEM)


@BOTH
def test_whose_registration_was_cancelled_reads_the_last_day_for_the_court_that_the_row_makes(language: str):
    entered("cases.appeal_term", "10 calendar_days")
    person, office = guest(), make_office()
    notice = confirm(file_for(make_host(), person))
    first, second = make_user("officer", office=office), make_user("officer", office=office)
    doubt = services.propose_cancelling(notice_id=notice.pk, reason="Nobody lives there.", actor=actor_of(first))
    done = services.cancel_registration(doubt_id=doubt.pk, actor=actor_of(second), on=clock.today())
    last = clock.today() + timedelta(days=10)
    assert appeal_by(done) == last
    User.objects.update(language=language)
    dispatch_pending()
    letter = Message.objects.get(event__name="registration.ArrivalEnded", recipient=person.user, channel="email").body
    page = walk.browser(person.user, language).get(reverse("registration:arrival", args=[notice.number])).text
    with override(language):
        words = {"ru": "обжаловать в суд не позднее ", "en": "appeal to a court not later than "}[language] + date_in_words(last)
    for said in (letter, page):
        assert words.replace("\xa0", " ") in said.replace("\xa0", " ")
        assert not OLD.search(said)


def test_a_registration_that_ended_otherwise_has_nothing_to_go_to_court_for():
    assert appeal_by(confirm(file_for(make_host(), guest()))) is None


@BOTH
def test_which_yearly_notice_is_given_in_person_follows_the_row(language: str):
    entered("permits.yearly_notice_in_person", "3 years")
    permit = vnzh(issued_on=add_months(clock.today(), -37))
    duty = next(one for one in status_of(permit.person).status.duties if one.key.endswith(":3"))
    page = walk.browser(permit.person.user, language).get(f"/permits/permanent_residence/{permit.series}/{permit.number}/yearly/")
    with override(language):
        said = str(duty.what)
    assert page.status_code == 200
    assert {"ru": "Уведомление за этот год подают лично", "en": "The notice for this year is given in person"}[language] in said
    assert not OLD.search(said + page.text)


@BOTH
def test_the_days_to_apply_for_a_residence_permit_are_said_without_the_months_of_another_row(language: str):
    entered("permits.permanent_residence_earliest", "6 months")
    entered("permits.permanent_residence_latest", "2 months")
    days = vnzh_procedure.window_of(rvp(), on=date(2026, 1, 1))  # from 16 March 2024 to 16 March 2027
    assert (days.first.value, days.last.value) == (date(2024, 9, 16), date(2027, 1, 16))
    with override(language):
        for on, day in ((date(2024, 9, 15), days.first.value), (date(2027, 1, 17), days.last.value)):
            (reason,) = window_reasons(days, on=on)
            said = f"{reason.title} {reason.text} {reason.what_to_do}"
            assert date_in_words(day) in said
            assert not OLD.search(said)


@BOTH
def test_the_words_of_applications_about_permits_name_no_term_of_a_row(language: str):
    codes = ("temporary-residence", "study-residence", "temporary-asylum", "temporary-asylum-extension", "refugee-extension")
    with override(language):
        said = [f"{procedure(code).title} {procedure(code).summary}" for code in codes]
    assert not [one for one in said if OLD.search(one)]


def test_no_shipped_text_of_permits_repeats_a_term_that_a_row_holds():
    root = Path(settings.BASE_DIR)
    texts: dict[str, Any] = {path.name: path.read_text() for path in (root / "templates/permits").rglob("*.*")}
    texts |= {entry.msgid: entry.msgstr for entry in polib.pofile(str(root / "locale/ru/permits.po"))}
    assert [name for name, text in texts.items() if OLD.search(f"{name} {text}")] == []
