"""What was told, in words and as a colour."""

from django.utils.translation import gettext as _

from employment.watch.models import WatchNotice
from patents import professions
from portal.ui.formats import civil_date


def notice_words(notice: WatchNotice) -> str:
    day = {"day": civil_date(notice.until)}
    words = {
        "annulled": _("The patent is annulled."),
        "lapsed": _("The patent was not paid in time and is no longer valid."),
        "expired": _("The longest term of the patent is over."),
        "began": _("A patent has begun, paid through %(day)s.") % day,
        "restored": _("The patent is valid again, through %(day)s.") % day,
        "extended": _("The patent is valid longer, through %(day)s.") % day,
        "shortened": _("The patent is valid for less time than before: through %(day)s.") % day,
        "profession": _("The patent now names another profession: %(profession)s.") % {"profession": professions.name(notice.profession)},
        "ending": _("The last paid day is %(day)s.") % day,
        "ended": _("The consent has ended."),
    }
    return words.get(notice.kind, notice.kind)


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
