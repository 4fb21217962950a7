"""What extension orders did to each patent (`permits.extensions`): written once, never changed."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from patents.models.patent import Patent
from permits.extensions.models import Extension, TakeBack


class PatentExtension(Extension):
    """`stated` is the paid day on which the order found the patent; `days` are what counts afterwards (`patents.rules.extended`)."""

    document = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="extensions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "document"], name="one_extension_per_order_and_patent"),
            models.CheckConstraint(
                condition=Q(gives__gt=F("stated"), before__gte=F("stated"), days__gt=0)
                & Q(after__gte=F("before"))
                & Q(after__gte=F("gives")),
                name="extension_of_a_patent_extends",
            ),
        ]
        triggers = [pgtrigger.Protect(name="extension_of_a_patent_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.document_id}"


class PatentTakeBack(TakeBack):
    extension = models.OneToOneField(PatentExtension, on_delete=models.PROTECT, related_name="taken_back")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(after__lte=F("before")), name="take_back_of_a_patent_shortens")]
        triggers = [pgtrigger.Protect(name="take_back_of_a_patent_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.extension_id)
