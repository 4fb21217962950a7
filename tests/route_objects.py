"""What addresses name: for each part of an address, how the owner's own object is made. `tests/test_routes.py` asks once for a world."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.utils import timezone

from employment.models import Organisation
from employment.services import check_by_number, invite
from portal.events.actor import actor_of
from portal.jobs.models import Job
from tests.employment.route_objects import NEWS
from tests.employment.world import make_consent, make_organisation


def _job(world: Any) -> Any:
    return Job.objects.create(kind="tests.rows", owner=world.owner, total=3, next_attempt_at=timezone.now()).pk


def _organisation(world: Any) -> Any:
    return make_organisation(owner=world.owner).number


def _own(world: Any) -> Any:
    return Organisation.objects.get(number=world.made("org_number"))


def _check(world: Any) -> Any:
    asked = {"series": world.patent.series, "number": world.patent.number}
    return check_by_number(organisation_id=_own(world).pk, submission_key=uuid4(), actor=actor_of(world.owner), **asked).number


def _consent(world: Any) -> Any:
    return make_consent(_own(world), patent=world.patent)[0].number


def _invitation(world: Any) -> Any:
    told = {"email": "friend@test.example", "role": "hr"}
    return invite(organisation_id=_own(world).pk, actor=actor_of(world.owner), **told)[0].pk


MADE: dict[str, Callable[[Any], Any]] = {
    **NEWS,
    "job_id": _job,
    "org_number": _organisation,
    "check_number": _check,
    "consent_number": _consent,
    "member_id": lambda world: _own(world).members.get().pk,
    "invitation_id": _invitation,
}
