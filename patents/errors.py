from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation, WrongState


class PatentNotPayable(WrongState):
    code = "patent_not_payable"
    message = _("This patent cannot be paid any more.")


class TooManyMonths(RuleViolation):
    code = "too_many_months"
    message = _("That is too many months. The most for a patent that begins on this day: %(most)s.")


class PatentNotInForce(WrongState):
    """It lapsed, was annulled, was never issued, or another patent has followed it already."""

    code = "patent_not_in_force"
    message = _("This cannot be done: the patent is not in force any more, or has been reissued already.")


class ReprintWaits(WrongState):
    code = "reprint_waits"
    message = _("A new sheet of this patent still waits for its fee.")


class NoticeAlreadySent(WrongState):
    code = "notice_already_sent"
    message = _("The contract for this patent has been received already.")


class AnnulmentOpen(WrongState):
    code = "annulment_open"
    message = _("A proposal to annul this patent already waits for a second officer.")


class LaterPatentUndecided(RuleViolation):
    code = "later_patent_undecided"
    message = _("This patent was reissued. Say what becomes of the next one, and why it stays if it does.")


class LaterPatentBarred(RuleViolation):
    """The law gives no new patent for a time after this ground: one that has not begun cannot stay."""

    code = "later_patent_barred"
    message = _("After an annulment on this ground the law gives no patent for a time: the next patent cannot stay.")


class AnnulmentGone(WrongState):
    code = "annulment_gone"
    message = _("This proposal was confirmed or returned meanwhile.")


class PaymentMismatch(RuleViolation):
    """The sum does not buy whole months, or the same payment came with another sum."""

    code = "payment_mismatch"
    message = _("The amount does not match what is due.")


class NothingDue(WrongState):
    """The law asks for no money for this on this day."""

    code = "nothing_due"
    message = _("There is nothing to pay for this.")


class MessageReplayed(WrongState):
    """A request of the payment system is good once; the payment that it tells of was received with the first one."""

    code = "message_replayed"
    message = _(
        "This very request was received before, and nothing was counted again. An attempt to deliver a notice again is signed anew."
    )


class MessageReused(WrongState):
    """One message of the payment system has one body: which of two is meant, nobody but the sender knows."""

    code = "message_reused"
    message = _("This webhook-id came a short while ago with another body. Send the notice under an identifier of its own.")


class NotMatched(WrongState):
    """A payment that counts for a patent already, or for none, cannot be matched or moved back again."""

    code = "payment_not_matched"
    message = _("This payment has been matched or moved back by somebody else meanwhile. Look at it again.")


class CompareFirst(WrongState):
    """The payment may be one that is known under another identity, and no officer has said whether it is."""

    code = "payment_not_compared"
    message = _("A payment of the same sum, day and payer is known. Say first whether this is the same payment or another one.")


class MoneyStillCounts(WrongState):
    """It has bought a month, or can still be a part of one; or nothing is left over."""

    code = "money_still_counts"
    message = _("This money has bought a month or still counts towards one. Look at the payments again.")


class RefundAdvisedAlready(WrongState):
    code = "refund_advised_already"
    message = _("The holder has had the letter about this sum already.")


class LineDecided(WrongState):
    """A refused line is decided once for a file, however often the file is uploaded."""

    code = "line_decided"
    message = _("A colleague has decided about this line meanwhile, here or in another upload of the same file.")


class TwinEntered(RuleViolation):
    """The identity of what was entered belongs to a payment of another sum or day."""

    code = "twin_entered"
    message = _(
        "A payment with this identity is known with another sum or day. Nothing was entered. Compare the line with it; if it is the same "
        "payment, say that the line holds no new one."
    )


class NotThisUnit(RuleViolation):
    """A figure of the law, counted in something that the rules do not reckon with."""

    code = "not_this_unit"
    message = _("The portal counts this figure in: %(units)s.")


class FewerMonths(RuleViolation):
    """Asked for fewer months than are paid at once (`patents.least_bought`)."""

    code = "fewer_months"
    message = _("The fewest months that are paid at once on this day: %(least)s.")


class NotThisValue(RuleViolation):
    code = "not_this_value"
    message = _("The portal can reckon with: %(values)s.")


class MonthsAreBought(RuleViolation):
    """A row that decides what money buys would reach patents whose months were bought by another."""

    code = "months_are_bought"
    message = _("Patents that begin up to %(newest)s have bought their months by the row before. The row can begin on %(first)s or later.")


class BlankFormat(RuleViolation):
    code = "blank_format"
    message = _("For the numbers of blanks enter %(what)s.")


class LastDaysAreTold(RuleViolation):
    """A row that decides the last possible day would reach patents whose day was told already."""

    code = "last_days_are_told"
    message = _(
        "Patents that begin up to %(newest)s have been told their last possible day, and it stays. The row can begin on %(first)s or later."
    )


class MoneyIsCounted(RuleViolation):
    """A row that makes a price would take months away that were bought."""

    code = "money_is_counted"
    message = _(
        "Money paid up to %(newest)s was counted by the price of its day, and nobody loses a month that was bought. The row can begin on "
        "%(first)s or later; for days before it the price of a region may only fall."
    )
