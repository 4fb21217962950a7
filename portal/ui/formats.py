"""How dates, money and names are written for a reader. The active language decides."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext, ngettext

from portal import clock
from portal.legal.wording import date_in_words

NO_BREAK = "\u00a0"


def civil_date(day: date | None) -> str:
    """14 июня 2026 г. / 14 June 2026, never broken over two lines; "" for no date. A moment is shown by its day in Moscow."""
    if day is None:
        return ""
    return date_in_words(_civil(day)).replace(" ", NO_BREAK)


def countdown(day: date | None, on: date | None = None) -> str:
    """How far `day` is from `on` (today in Moscow): in 3 days / через 3 дня, today, tomorrow, 2 days ago."""
    if day is None:
        return ""
    days = (_civil(day) - (on or clock.today())).days
    near = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
    if days in near:
        return near[days]
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}


def money(roubles: Decimal | int | None) -> str:
    """10 000 ₽; kopecks only when there are some. Raises TypeError for a float: money is never one."""
    if roubles is None:
        return ""
    if isinstance(roubles, float):
        raise TypeError("money is Decimal or int, not float")
    amount = Decimal(roubles).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    text = f"{amount:,.2f}".removesuffix(".00").replace(",", NO_BREAK).replace("-", "−")
    if get_language() != "en":
        text = text.replace(".", ",")
    return f"{text}{NO_BREAK}₽"


def person_name(name: object) -> SafeString:
    """A name set apart from the direction of the text around it. A profile gives family name first, no forced patronymic;
    one that has no name yet says so."""
    return format_html("<bdi>{}</bdi>", name if isinstance(name, str) else _name_of(name))


def _name_of(person: object) -> str:
    if not hasattr(person, "family_name"):
        return str(person)
    parts = [getattr(person, part, "") for part in ("family_name", "given_names", "patronymic")]
    return " ".join(filter(None, parts)) or gettext("name not told yet")


def _civil(day: date) -> date:
    if isinstance(day, datetime):
        return localdate(day, clock.MOSCOW)
    return day
