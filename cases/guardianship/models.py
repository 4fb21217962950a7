"""What officers decide about who acts for a child."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from portal.accounts.models import Office
from profiles.models import Guardianship


class Removal(models.Model):
    """Officers end a guardianship against the will of who acts: one proposes, another confirms or returns it with words.

    Nothing of the child is touched: profile, documents and applications stay."""

    guardianship = models.ForeignKey(Guardianship, on_delete=models.PROTECT, related_name="removals")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")  # decides, and is named in the letter
    ground = models.CharField(max_length=40)  # code, cases.guardianship.grounds
    article = models.CharField(max_length=200)  # an English msgid: kept with the act, shown in the reader's language
    act = models.CharField(max_length=300)  # the paper that shows the ground: court or authority, day and number
    reason = models.TextField(max_length=4000)  # the words that who acted reads
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)  # of the words and of the guardianship; the confirmation carries the same
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)  # civil date in the office's region: the first day without it
    left_on = models.DateField(null=True)  # who acted had left herself before it was confirmed: her first day without it
    ended_too = ArrayField(models.BigIntegerField(), null=True)  # guardianships of the same child that she took up meanwhile
    appeal_by = models.DateField(null=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True, max_length=2000)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")), name="removal_takes_two"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True, ended_on__isnull=True, appeal_by__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, ended_on__isnull=False, appeal_by__isnull=False),
                name="confirmed_removal_has_person_time_days",
            ),
            models.CheckConstraint(condition=Q(confirmed_at__isnull=True) | Q(returned_at__isnull=True), name="removal_one_end"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(act=""), name="removal_has_words_and_act"),
            models.UniqueConstraint(fields=["guardianship"], condition=Q(returned_at__isnull=True), name="one_removal_of_a_guardianship"),
        ]

    def __str__(self) -> str:
        return f"removal {self.pk}"
