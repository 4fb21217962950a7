"""Employers, consents and checks for tests. People and numbers are invented."""

import itertools
import uuid
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client

from employment.models import AuthorityProof, Member, Organisation, PatentCheck, ShareCode
from employment.webhooks.models import Endpoint
from patents.models import Patent
from portal import clock
from portal.accounts.models import User
from tests.factories import make_patent, make_user, sign_in

_number = itertools.count(1)


def make_organisation(**fields: Any) -> Organisation:
    """A confirmed company, with one owner unless `owner` is given."""
    n, now = next(_number), clock.now()
    owner = fields.pop("owner", None)
    base = {
        "number": f"E26-{n:08}", "kind": "company", "inn": f"7{n:09}", "kpp": "770101001", "ogrn": f"1{n:012}", "name": f"Builders {n}",
        "phone": "+74950000000", "status": "confirmed", "submission_key": uuid.uuid4(), "created_at": now, "decided_at": now,
        "decided_by": make_user("officer"),
    }  # fmt: skip
    organisation = Organisation.objects.create(**{**base, **fields})
    make_member(organisation, "owner", owner)
    return organisation


def make_member(organisation: Organisation, role: str = "hr", user: User | None = None) -> User:
    user = user or make_user()
    Member.objects.create(organisation=organisation, user=user, role=role, joined_at=clock.now())
    return user


def member_client(organisation: Organisation, role: str = "owner") -> Client:
    found = organisation.members.filter(role=role).first()
    return sign_in(found.user if found else make_member(organisation, role))


def make_consent(*, patent: Patent | None = None, organisation: Organisation | None = None, **fields: Any) -> ShareCode:
    patent, organisation, n = patent or make_patent("issued"), organisation or make_organisation(), next(_number)
    base = {
        "number": f"C26-{n:08}", "person": patent.person, "patent": patent, "inn": organisation.inn, "organisation": organisation,
        "purpose": "current", "code_hash": uuid.uuid4().hex, "submission_key": uuid.uuid4(), "begins_on": clock.today(),
        "ends_on": clock.today() + timedelta(days=89), "created_at": clock.now(),
    }  # fmt: skip
    return ShareCode.objects.create(**{**base, **fields})


def make_endpoint(organisation: Organisation) -> Endpoint:
    return Endpoint.objects.create(organisation=organisation, url="http://127.0.0.1:9/", secret="whsec_MDEy", created_by=make_user())


def make_check(*, organisation: Organisation | None = None, patent: Patent | None = None, **fields: Any) -> PatentCheck:
    """A receipt of a check by series and number."""
    organisation, n = organisation or make_organisation(), next(_number)
    base = {
        "number": f"R26-{n:08}", "organisation": organisation, "asked_by": organisation.members.first().user, "asked_at": clock.now(),
        "on": clock.today(), "way": "number", "patent": patent, "person": patent.person if patent else None,
        "result": "not_valid" if patent else "not_found", "submission_key": uuid.uuid4(), "document": "x", "digest": uuid.uuid4().hex,
    }  # fmt: skip
    return PatentCheck.objects.create(**{**base, **fields})


def make_proof(organisation: Organisation) -> AuthorityProof:
    """A paper that shows who may act, with a file that exists."""
    proof, content = AuthorityProof(organisation=organisation, kind="power", sent_at=clock.now()), uuid.uuid4().bytes
    proof.sent_by, proof.shown_name, proof.content_type = organisation.members.get(role="owner").user, "power.pdf", "application/pdf"
    proof.size, proof.sha256 = len(content), content.hex()
    proof.file.name = proof.file.storage.save(f"authority/te/{proof.pk.hex}.pdf", ContentFile(content))
    proof.save()
    return proof
