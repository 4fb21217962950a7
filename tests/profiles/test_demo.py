"""The demo people: complete, repeatable, only in the demo."""

from typing import Any

import pytest

from portal.accounts.demo import make_demo_accounts
from profiles.demo import PROFILES, make_demo
from profiles.models import Document, Person
from profiles.selectors import facts, mrz_agrees

pytestmark = pytest.mark.django_db


def test_demo_profiles_are_complete_and_made_once(settings: Any) -> None:
    settings.DEMO = True
    make_demo_accounts()
    for _again in range(2):
        make_demo()
    known = [facts(person) for person in Person.objects.all()]
    assert len(known) == len(PROFILES) + 1  # and a child
    assert not any(each.missing for each in known)
    assert [mrz_agrees(each) for each in known if each.document_kind == "passport"] == [True] * len(PROFILES)
    assert Document.objects.count() == sum(8 if profile.all_papers else 4 for profile in PROFILES)


def test_there_are_no_demo_profiles_outside_the_demo(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        make_demo()
