"""What each order did to each document: written once, never changed. Taking back is a row of its own."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q

from permits.extensions.models.order import ExtensionOrder
from permits.models import Permit


def _fact(name: str) -> Any:
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


class Extension(models.Model):
    """One order reckoned for one document. `gives` is what the order alone makes of the stated day; `before` and `after` are the
    last day of the document around that moment: equal where the later day of another order stands. A concrete ledger adds the
    document."""

    append_only = True

    order = models.ForeignKey(ExtensionOrder, on_delete=models.PROTECT, related_name="+", db_index=False)  # the unique key begins with it
    stated = models.DateField()
    before = models.DateField()
    gives = models.DateField()
    after = models.DateField()
    days = models.PositiveSmallIntegerField()  # from the stated day to `gives`
    rule_version = models.PositiveSmallIntegerField()
    applied_at = models.DateTimeField()

    class Meta:
        abstract = True


class TakeBack(models.Model):
    """The repeal of the order reached this document: its last day is reckoned without the order from then on."""

    append_only = True

    before = models.DateField()
    after = models.DateField()
    taken_back_at = models.DateTimeField()

    class Meta:
        abstract = True


class PermitExtension(Extension):
    document = models.ForeignKey(Permit, on_delete=models.PROTECT, related_name="extensions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "document"], name="one_extension_per_order_and_permit"),
            models.CheckConstraint(
                condition=Q(gives__gt=F("stated"), before__gte=F("stated"), days__gt=0)
                & Q(after__gte=F("before"))
                & Q(after__gte=F("gives")),
                name="extension_of_a_permit_extends",
            ),
        ]
        triggers = [_fact("extension_of_a_permit_is_a_fact")]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.document_id}"


class PermitTakeBack(TakeBack):
    extension = models.OneToOneField(PermitExtension, on_delete=models.PROTECT, related_name="taken_back")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(after__lte=F("before")), name="take_back_of_a_permit_shortens")]
        triggers = [_fact("take_back_of_a_permit_is_a_fact")]

    def __str__(self) -> str:
        return str(self.extension_id)
