"""What other rooms may know of a patent: an excerpt, read at one moment. They hold its key and never its table."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from patents.models import Patent
from patents.rules.validity import PATENT_LAW, TAX_CODE, ValidityAnswer
from patents.selectors import (
    civil_today,
    holder_as_printed,
    own_patents,
    patents_acted_for,
    photo_of,
    profession_as_printed,
    validity,
    with_extensions,
)
from portal.accounts.models import Office
from portal.legal.explained import Explained
from profiles.models import Document

LAW_OF_VALIDITY: Final = (PATENT_LAW, TAX_CODE)  # what the answer about any patent rests on, whatever it is


@dataclass(frozen=True)
class Excerpt:
    """A patent on civil date `on` of its region. `is_over` tells of an annulment, also of one on a day to come; `is_paid_to_the_end`,
    that no month of the longest term is left to be paid."""

    pk: int
    person_id: int
    series: str
    number: str
    region: str
    is_issued: bool
    is_over: bool
    is_paid_to_the_end: bool
    valid_through: date | None
    on: date
    validity: Explained[ValidityAnswer]

    @property
    def law(self) -> tuple[str, ...]:
        """The acts that this answer rests on, each once. They tell why a patent is not valid: only for whom the holder lets see it."""
        return tuple(dict.fromkeys(str(step.citation) for step in self.validity.steps if step.citation))


@dataclass(frozen=True)
class Printed:
    """What the sheet in force says of its holder: never the profile of today."""

    name_ru: str
    name_latin: str
    region: str
    profession: str
    valid_through: date | None


def excerpt_of(patent: Patent) -> Excerpt:
    """Today, in the patent's region."""
    on = civil_today(patent)
    return Excerpt(
        pk=patent.pk,
        person_id=patent.person_id,
        series=patent.series,
        number=patent.number,
        region=patent.region,
        is_issued=patent.issued_on is not None,
        is_over=patent.annulled_on is not None,
        is_paid_to_the_end=patent.paid_through is not None and patent.paid_through == patent.expires_on,
        valid_through=patent.valid_through,
        on=on,
        validity=validity(patent, on=on),
    )


def excerpt(patent_id: int) -> Excerpt:
    return excerpt_of(Patent.objects.get(pk=patent_id))


def find_excerpt(series: str, number: str) -> Excerpt | None:
    """By canonical series and number; None when there is no such patent. For any that there is by the same queries."""
    found = with_extensions(Patent.objects.filter(series=series, number=number)).first()
    return excerpt_of(found) if found else None


def find_excerpts(asked: Collection[tuple[str, str]]) -> dict[tuple[str, str], Excerpt]:
    """Those of the canonical series and numbers that there are, in one query."""
    found = Patent.objects.filter(series__in={series for series, _number in asked}, number__in=[number for _series, number in asked])
    found = with_extensions(found)
    return {(patent.series, patent.number): excerpt_of(patent) for patent in found}


def own_excerpts(user: Any) -> list[Excerpt]:
    """The signed-in person's own patents, newest first."""
    return [excerpt_of(patent) for patent in own_patents(user).order_by("-pk")[:50]]


def excerpts_acted_for(user: Any) -> list[Excerpt]:
    """The signed-in person's own patents and those of the children for whom she acts, newest first."""
    return [excerpt_of(patent) for patent in patents_acted_for(user).order_by("-pk")[:50]]


def excerpts_in_region_of(patent_id: int) -> list[Excerpt]:
    """This patent and those of the same person in the same region that come before or after it."""
    one = Patent.objects.get(pk=patent_id)
    return [excerpt_of(patent) for patent in Patent.objects.filter(person_id=one.person_id, region=one.region).order_by("pk")]


def excerpt_by_which_one_works(patent_id: int) -> Excerpt:
    """This patent while it is valid, else the one of the same person in the same region that is: a reissue goes on where it ended."""
    one = excerpt(patent_id)
    if one.validity.value == "valid":
        return one
    return next((other for other in excerpts_in_region_of(patent_id) if other.validity.value == "valid"), one)


def printed(patent_id: int) -> Printed:
    patent = Patent.objects.get(pk=patent_id)
    holder = holder_as_printed(patent)
    return Printed(
        name_ru=holder.full_name_ru or holder.full_name,
        name_latin=holder.full_name,
        region=patent.region,
        profession=profession_as_printed(patent),
        valid_through=patent.valid_through,
    )


def profession_in_force(patent_id: int) -> str:
    """The code of the profession on the sheet in force."""
    return profession_as_printed(Patent.objects.get(pk=patent_id))


def deciding_office(patent_id: int) -> Office | None:
    """The office that granted the patent."""
    return Patent.objects.select_related("case__office").get(pk=patent_id).case.office


def photo_as_sent(patent_id: int) -> Document | None:
    """The picture of the holder that was sent with the application, if it can be shown as one."""
    document = photo_of(Patent.objects.select_related("case", "predecessor__case").get(pk=patent_id))
    return document if document and document.content_type.startswith("image/") else None


__all__ = [
    "LAW_OF_VALIDITY", "Excerpt", "Printed", "deciding_office", "excerpt", "excerpt_by_which_one_works", "excerpt_of", "excerpts_acted_for",
    "excerpts_in_region_of", "find_excerpt", "find_excerpts", "own_excerpts", "photo_as_sent", "printed",
    "profession_in_force",
]  # fmt: skip
