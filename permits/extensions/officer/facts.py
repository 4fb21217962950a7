"""An order in the words of its page."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cases.officer.words import country, region_name
from permits.extensions.extendable import all_kinds, entry
from permits.extensions.models import ExtensionOrder, OrderRun
from permits.extensions.officer.forms import codes_in_words, mode_in_words
from permits.extensions.rules.soundness import meet
from permits.extensions.selectors import orders_decided
from permits.extensions.services.dry_run import BUCKET
from portal.euphony import well_said
from portal.ui.components import rows
from portal.ui.formats import civil_date

# What became of a document in a dry run, in the order in which the page tells it.
FATES = ("extended", "already_later", "gives_nothing", "ask_staff")


def grouped(number: int) -> str:
    """20 003: numbers of documents are compared, and have up to seven digits."""
    return f"{number:,}".replace(",", "\xa0")


def facts(order: ExtensionOrder) -> list[Any]:
    return rows(
        (_("Act"), order.act),
        (_("Article or paragraph"), order.citation),
        (_("Act, in English"), ", ".join(part for part in (order.act_en, order.citation_en) if part)),
        (_("Link to the text"), order.link),
        (_("Documents"), codes_in_words(order.kinds, lambda kind: all_kinds().get(kind, kind), "")),
        (_("Citizenships"), codes_in_words(order.citizenships, country, _("all"))),
        (_("Regions"), codes_in_words(order.regions, region_name, _("all"))),
        (_("Stated last day"), _window(order)),
        (_("What it does"), _effect(order)),
        (_("In force from"), civil_date(order.effective_from)),
        (_("Only documents issued on or before"), civil_date(order.last_issue_day)),
        (_("Whom it concerns"), _("people who are in Russia; the portal says so and does not check it") if order.only_in_country else ""),
        (_("Adds to orders"), ", ".join(order.adds_to)),
        (_("How the text is read, and what is doubtful"), order.note),
        (_("Act that repeals it"), order.repeal_act if order.status in order.ENDED else ""),
        (_("Act that repeals it, in English"), order.repeal_act_en if order.status in order.ENDED else ""),
    )


def _window(order: ExtensionOrder) -> str:
    if order.is_open_ended:
        return well_said(_("from %(first)s on, without an end") % {"first": civil_date(order.window_from)})
    return _("%(first)s – %(last)s, both days included") % {"first": civil_date(order.window_from), "last": civil_date(order.window_to)}


def _effect(order: ExtensionOrder) -> str:
    if order.mode == "fixed":
        return _("valid through %(day)s") % {"day": civil_date(order.until)}
    if order.mode == "plus_days":
        return _("%(days)s days from the stated last day") % {"days": order.days}
    days = {"first": civil_date(order.suspended_from), "last": civil_date(order.suspended_to)}
    return f"{mode_in_words(order)}: {days['first']} – {days['last']}"


def neighbours(order: ExtensionOrder) -> list[ExtensionOrder]:
    """Orders, approved or in force, that may meet this one on some document."""
    return [other for other in orders_decided() if other.pk != order.pk and meet(order.terms, other.terms)]


def findings(run: OrderRun, *, with_sample: bool) -> dict[str, Any]:
    """What a dry run found, ready for the page: totals by fate, and three tables and a histogram of what would be extended.

    The sample helps to decide about the order; afterwards nobody opens it any more (`access.permits_of_supervisor`)."""
    extended = run.found.get("extended", {"documents": 0})
    words = {
        "extended": _("would be extended"),
        "already_later": _("are valid as long or longer already: written to the ledger, not told"),
        "gives_nothing": _("get nothing: the day of the order is not later than their own"),
        "ask_staff": _("were issued too late: the staff are asked"),
    }
    return {
        "totals": [(words[fate], grouped(run.found.get(fate, {}).get("documents", 0)), fate) for fate in FATES],
        "to_ask": run.found.get("ask_staff", {}).get("documents", 0),
        "together": _together(run.found.get("together", {})),
        "edges": [_day(extended.get(name)) for name in ("first_stated", "last_stated", "first", "last")],
        "over_already": extended.get("over_already") and grouped(extended["over_already"]),
        "ended": extended.get("ended") and grouped(extended["ended"]),
        "tables": [
            (_("Documents"), _sorted(extended.get("kind", {}), lambda kind: str(all_kinds().get(kind, kind)))),
            (_("Citizenships"), _sorted(extended.get("citizenship", {}), country)),
            (_("Regions"), _sorted(extended.get("region", {}), region_name)),
        ],
        "histogram": _histogram(extended),
        "sample": [
            (entry(ledger).address(key), key, *map(_day, days))
            for ledger, key, *days in (run.found.get("sample", []) if with_sample else [])
        ],
    }


def _together(found: dict[str, Any]) -> list[tuple[str, list[tuple[str, Any]]]]:
    """By number of the other order: what the two do to the documents that fall under both."""
    further, stays = _("this order moves the last day further"), _("the day that order %(number)s gives stays")
    by = _("by how many days further")
    told = []
    for number, count in sorted(found.items()):
        lines: list[tuple[str, Any]] = [(_("fall under both orders"), grouped(count["both"])), (further, grouped(count["further"]))]
        if count["further"]:
            lines.append((by, f"{count['least']}–{count['most']}" if count["least"] != count["most"] else count["most"]))
        told.append((number, [*lines, (stays % {"number": number}, grouped(count["both"] - count["further"]))]))
    return told


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)


def _sorted(counts: dict[str, int], name: Any) -> list[tuple[str, str]]:
    rows_of = sorted(((name(code), count) for code, count in counts.items()), key=lambda row: (-row[1], row[0]))
    return [(words, grouped(count)) for words, count in rows_of]


def _histogram(extended: dict[str, Any]) -> list[tuple[str, str, int]]:
    """By how many days: words, documents, and the length of the bar in per cent of the longest."""
    bars = sorted((int(bucket), count) for bucket, count in extended.get("bucket", {}).items())
    longest = max((count for _bucket, count in bars), default=1)
    words = _("%(first)s–%(last)s days")
    return [
        (words % {"first": max(n * BUCKET, 1), "last": n * BUCKET + BUCKET - 1}, grouped(count), 100 * count // longest)
        for n, count in bars
    ]


__all__ = ["facts", "findings", "grouped", "neighbours"]
