from django.db.models import Exists, F, OuterRef

from employment.models import Member, Organisation, PatentCheck
from portal.runtime.invariants import invariant


@invariant("employers without an owner")
def without_owner() -> int:
    return Organisation.objects.filter(~Exists(Member.objects.filter(organisation=OuterRef("pk"), role=Member.Role.OWNER))).count()


@invariant("checks by code that are not the consent's employer or person")
def check_of_another_consent() -> int:
    by_code = PatentCheck.objects.filter(consent__isnull=False)
    return by_code.exclude(organisation=F("consent__organisation"), person=F("consent__person")).count()


__all__ = ["check_of_another_consent", "without_owner"]
