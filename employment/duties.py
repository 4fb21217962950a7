"""What an employer must do after a check, by the law of today in the region of the patent."""

from datetime import date
from typing import Any, Final

from employment.models import Organisation, PatentCheck
from employment.rules.duties import DutyLaw, Fine, Stop, after_the_end, before_hiring
from portal import clock
from portal.legal import regions
from portal.legal.book import Book, read_book
from portal.legal.explained import Step
from portal.legal.figures import LegalFigure, LegalText, Term

NOTICE: Final = "employment.contract_notice"
CONTRACT_END: Final = "employment.contract_end"
ACTIVITY_BAN: Final = "employment.activity_ban"
COMPANY_FINE: Final = "employment.company_fine"
COMPANY_STOP: Final = "employment.company_stop"
OFFICIAL_FINE: Final = "employment.official_fine"
_RANGES: Final = tuple(f"{key}_{end}" for key in (COMPANY_FINE, COMPANY_STOP, OFFICIAL_FINE) for end in ("least", "most"))
_KEYS: Final = (NOTICE, CONTRACT_END, ACTIVITY_BAN, *_RANGES)


def duties(check: PatentCheck, organisation: Organisation, *, region: str | None) -> tuple[Step, ...]:
    """One query. `region` is the code of the patent's region where the employer knows it; nothing about it is told otherwise."""
    if check.result == PatentCheck.Result.NOT_FOUND:
        return ()
    place = regions.region(region) if region else None
    law = _law(read_book(_KEYS), on=clock.today(place.zone) if place else clock.today(), region=region)
    if check.result == PatentCheck.Result.VALID:
        return before_hiring(law, kind=organisation.kind, where=place.where if place else None)
    return after_the_end(law, kind=organisation.kind)


def region_of(said: dict[str, Any]) -> str | None:
    """The region that the receipt tells: by name after a check by code, by the series of the patent, which is the region's code."""
    region = said["answer"].get("region") or said["question"].get("series", "")
    return region if regions.exists(region) else None


def _law(book: Book, *, on: date, region: str | None) -> DutyLaw:
    """Fines differ by region, so without one they are not told."""
    return DutyLaw(
        notice=book.find(Term, NOTICE, on=on),
        contract_end=book.find(Term, CONTRACT_END, on=on),
        company_fine=_fine(book, COMPANY_FINE, on, region),
        company_stop=_stop(book, on),
        official_fine=_fine(book, OFFICIAL_FINE, on, region),
        ban=book.find(LegalText, ACTIVITY_BAN, on=on, scopes=(region,)) if region else None,
    )


def _fine(book: Book, key: str, on: date, region: str | None) -> Fine | None:
    """The region's own row goes before that of the country."""
    if region is None:
        return None
    least, most = (book.find(LegalFigure, f"{key}_{end}", on=on, scopes=(region, "")) for end in ("least", "most"))
    return Fine(least, most) if least and most else None


def _stop(book: Book, on: date) -> Stop | None:
    least, most = (book.find(Term, f"{COMPANY_STOP}_{end}", on=on) for end in ("least", "most"))
    return Stop(least, most) if least and most else None


__all__ = ["ACTIVITY_BAN", "duties", "region_of"]
