"""Money that waits for an officer: the words by which it is found, and the patents that it may save."""

import pgtrigger
from django.db import models

from patents.models.money import Payment
from patents.models.patent import Patent


class QueueWord(models.Model):
    """A word or number of a payment that waits, as a keyed hash: by it the queue is searched, from it nothing can be read.

    Rows exist while the payment waits and go when it counts for a patent."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="queue_words")
    word = models.BinaryField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "payment"], name="word_of_a_payment_once")]

    def __str__(self) -> str:
        return f"word of payment {self.payment_id}"


class AwaitedPrice(models.Model):
    """A payment waits for an officer while the price of its date is not established in a region of the patents that its payer's INN
    names: once it is, the machine looks for its patent again. Gone when that was done, and when the payment counts."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="awaited_prices")
    region = models.CharField(max_length=2)
    paid_on = models.DateField()  # the payment's

    class Meta:
        constraints = [models.UniqueConstraint(fields=["payment", "region"], name="price_is_awaited_once")]
        indexes = [models.Index(fields=["paid_on", "region"], name="awaited_price_of_a_day")]

    def __str__(self) -> str:
        return f"payment {self.payment_id}: price in {self.region}"


class Rescue(models.Model):
    """The officers of a patent's office were asked: may this payment, made in time and still waiting, be the money of this patent?

    Once for each payment and last paid day. Which of them is still open follows from the patent and the payment of today."""

    append_only = True

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="rescues")
    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="rescues")
    paid_through = models.DateField()
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["payment", "patent", "paid_through"], name="asked_once_about_a_payment")]
        triggers = [pgtrigger.Protect(name="rescue_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"payment {self.payment_id} for patent {self.patent_id}"
