"""Employers, consents and checks for tests. People and numbers are invented."""

import itertools
from datetime import timedelta
from typing import Any

from employment.models import Organisation, ShareCode
from employment.webhooks.models import Endpoint
from portal import clock
from tests.factories import make_user

_number = itertools.count(1)


def make_organisation(**fields: Any) -> Organisation:
    n = next(_number)
    return Organisation.objects.create(**{"inn": f"770{n:07}", "name": f"Builders {n}", **fields})


def make_consent(*, person: Any, organisation: Organisation | None = None) -> ShareCode:
    return ShareCode.objects.create(
        organisation=organisation or make_organisation(), person=person, number=f"C-{next(_number)}", reference="A-1",
        ends_on=clock.today() + timedelta(days=90),
    )  # fmt: skip


def make_endpoint(organisation: Organisation) -> Endpoint:
    return Endpoint.objects.create(organisation=organisation, url="http://127.0.0.1:9/", secret="whsec_MDEy", created_by=make_user())
