"""What a card says, taken once from the decided case and the patent. Both faces and the chip are written from this and nothing else."""

from dataclasses import dataclass
from datetime import date

from patents import professions
from patents.card.errors import HolderIncomplete
from patents.models import Patent
from patents.selectors import holder_as_printed, profession_as_printed
from portal.legal import regions
from profiles.selectors import PersonFacts


@dataclass(frozen=True, kw_only=True)
class CardFacts:
    """Names as in the ID document and in Russian letters; civil dates of the region. The office's own words are Russian."""

    series: str
    number: str
    region: str
    region_name: str
    profession: str
    family_name: str
    given_names: str
    patronymic: str
    family_name_ru: str
    given_names_ru: str
    patronymic_ru: str
    birth_date: date
    sex: str
    citizenship: str
    document_number: str
    issued_on: date
    expires_on: date
    authority: str
    authority_code: str
    inn: str = ""  # of the holder, if the application told it

    @property
    def latin_given(self) -> str:
        return " ".join(filter(None, (self.given_names, self.patronymic)))

    @property
    def russian_given(self) -> str:
        return " ".join(filter(None, (self.given_names_ru, self.patronymic_ru)))


def holder(patent: Patent) -> PersonFacts:
    """Who is printed: the holder that the sheet in force names, not the profile of today."""
    return holder_as_printed(patent)


def card_facts(patent: Patent) -> CardFacts:
    """Raises `HolderIncomplete` when something that a card must say is not known."""
    person, office = holder(patent), patent.case.office
    if not (person.birth_date and person.citizenship and person.document_number and patent.issued_on and patent.expires_on and office):
        raise HolderIncomplete
    return CardFacts(
        series=patent.series,
        number=patent.number,
        region=patent.region,
        region_name=regions.region(patent.region).name_ru,
        profession=professions.name(profession_as_printed(patent), "ru"),
        family_name=person.family_name,
        given_names=person.given_names,
        patronymic=person.patronymic,
        family_name_ru=person.family_name_ru,
        given_names_ru=person.given_names_ru,
        patronymic_ru=person.patronymic_ru,
        birth_date=person.birth_date,
        sex=person.sex,
        citizenship=person.citizenship,
        document_number=person.document_number,
        issued_on=patent.issued_on,
        expires_on=patent.expires_on,
        authority=office.name_ru,
        authority_code=office.code,
        inn=person.inn,
    )
