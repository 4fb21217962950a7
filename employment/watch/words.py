"""What was told, in words and as a colour."""

from django.utils.translation import gettext as _

from employment.watch.models import WatchNotice
from employment.watch.rules.news import Reason
from patents import professions
from portal.ui.formats import civil_date


def notice_words(notice: WatchNotice) -> str:
    day = {"day": civil_date(notice.until)}
    words = {
        "annulled": _("The patent is annulled."),
        "lapsed": _("The patent was not paid in time and is no longer valid."),
        "expired": _("The longest term of the patent is over."),
        "began": _("A patent has begun, valid through %(day)s.") % day,
        "restored": _("The patent is valid again, through %(day)s.") % day,
        "extended": _("The patent is valid longer, through %(day)s.") % day,
        "shortened": _("The patent is valid for less time than before: through %(day)s.") % day,
        "profession": _("The patent now names another profession: %(profession)s.") % {"profession": professions.name(notice.profession)},
        "ending": _end_words(notice.reason) % day,
        "ended": _("The consent has ended."),
    }
    return words.get(notice.kind, notice.kind)


def _end_words(reason: str) -> str:
    """Ends that were announced before 28 November 2026 say no reason."""
    words: dict[str, str] = {
        Reason.PAYMENT: _("The patent is valid through %(day)s, and longer if the next month is paid by then."),
        Reason.TERM: _("The patent is valid through %(day)s. All its months are paid: it cannot be made longer by a payment."),
    }
    return words.get(reason, _("The patent is valid through %(day)s."))


def notice_kind(notice: WatchNotice) -> str:
    """The kind of status tag."""
    kinds = {
        "annulled": "wrong",
        "lapsed": "wrong",
        "expired": "wrong",
        "ending": "attention",
        "shortened": "attention",
        "profession": "attention",
        "ended": "neutral",
    }
    return kinds.get(notice.kind, "right")


__all__ = ["notice_kind", "notice_words"]
