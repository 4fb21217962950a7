"""Employers, consents and checks for tests. People and numbers are invented."""

import itertools
import uuid
from datetime import date
from typing import Any

from stdnum.ru import inn as inn_rule

from employment.models import Organisation, ShareCode
from employment.services import give_consent
from patents.models import Patent
from portal import clock
from portal.accounts.models import User
from portal.events.actor import actor_of
from tests.factories import make_patent, make_payment, make_user

_number = itertools.count(1)
BORN = date(1994, 5, 17)  # of `make_person`


def new_inn() -> str:
    body = f"77{next(_number):07d}"
    return body + inn_rule.calc_company_check_digit(body)


def make_organisation(status: str = "confirmed", *, owner: User | None = None, **fields: Any) -> Organisation:
    n, now = next(_number), clock.now()
    base: dict[str, Any] = {
        "number": f"E26-{n:04}-AAAA-A", "kind": "company", "inn": new_inn(), "kpp": "770101001", "ogrn": "1027700132195",
        "name": f"Builders {n}", "phone": "+74950000000", "status": status, "submission_key": uuid.uuid4(), "created_at": now,
    }  # fmt: skip
    if status != "pending":
        base |= {"decided_at": now, "decided_by": make_user("officer"), "reason": "" if status == "confirmed" else "Because."}
    organisation = Organisation.objects.create(**{**base, **fields})
    add_member(organisation, owner or make_user(), "owner")
    return organisation


def add_member(organisation: Organisation, user: User, role: str) -> User:
    organisation.members.create(user=user, role=role, joined_at=clock.now())
    return user


def owner_of(organisation: Organisation) -> User:
    return organisation.members.select_related("user").get(role="owner").user


def valid_patent(**fields: Any) -> Patent:
    """Issued today and paid for a month."""
    patent = make_patent("issued", **fields)
    make_payment(patent)
    return patent


def make_consent(
    organisation: Organisation, *, patent: Any = None, ends_on: date | None = None, on: date | None = None
) -> tuple[ShareCode, str]:
    patent = patent or valid_patent()
    on = on or clock.today()
    return give_consent(
        patent_id=patent.pk, inn=organisation.inn, purpose="hiring", ends_on=ends_on or on, submission_key=uuid.uuid4(),
        actor=actor_of(patent.person.user), on=on,
    )  # fmt: skip
