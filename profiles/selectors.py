"""Reads of the profile, and who sees what."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from profiles import permissions
from profiles.civil import latest_today
from profiles.models import AccessRecord, Address, Document, Entry, Guardianship, HandOver, IdentityDocument, Person, Stay, name_words
from profiles.rules import mrz
from profiles.rules.stays import StayDays, with_entry
from profiles.rules.transliteration import names_agree


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """What rules of procedures are told about a person. Unknown is None or ""; civil dates; citizenship as `Person` keeps it."""

    person_id: int | None = None
    family_name: str = ""
    given_names: str = ""
    patronymic: str = ""
    family_name_ru: str = ""
    given_names_ru: str = ""
    patronymic_ru: str = ""
    birth_date: date | None = None
    birth_place: str = ""
    sex: str = ""
    citizenship: str = ""
    phone: str = ""
    inn: str = ""
    document_kind: str = ""
    document_number: str = ""
    document_issuing_state: str = ""
    document_issued_on: date | None = None
    document_expires_on: date | None = None
    document_mrz: str = ""
    entered_on: date | None = None
    purpose: str = ""
    card_series: str = ""
    card_number: str = ""
    stay_until: date | None = None
    region: str = ""
    address: str = ""
    registered_until: date | None = None

    @property
    def full_name(self) -> str:
        """Family name first, as in the passport."""
        return " ".join(filter(None, (self.family_name, self.given_names, self.patronymic)))

    @property
    def full_name_ru(self) -> str:
        return " ".join(filter(None, (self.family_name_ru, self.given_names_ru, self.patronymic_ru)))

    @property
    def missing(self) -> tuple[str, ...]:
        """Parts of the profile that are not filled yet: "passport", "personal", "entry", "address"."""
        parts = {
            "passport": self.document_number and self.family_name and self.birth_date and self.citizenship,
            "personal": self.family_name_ru and self.birth_place and self.phone,
            "entry": self.entered_on,
            "address": self.address,
        }
        return tuple(part for part, known in parts.items() if not known)


def named(words: Iterable[str]) -> QuerySet[Person]:
    """People in whose family name one of these words stands, in either alphabet. Words in upper case, with Е for Ё."""
    return Person.objects.alias(words_of_name=name_words()).filter(words_of_name__overlap=sorted(words))


def person_of(user: Any) -> Person | None:
    """The user's own profile; None when it has not been opened yet."""
    return Person.objects.filter(user_id=user.pk).first() if user.is_authenticated else None


def full_name(person: Person) -> str:
    """Family name first, as in the document."""
    return " ".join(filter(None, (person.family_name, person.given_names)))


def initials(person: Person) -> str:
    """Given names and the first letter of the family name: enough for who knows the person."""
    family = f"{person.family_name[:1]}." if person.family_name else ""
    return " ".join(filter(None, (person.given_names, family)))


def guardians_of(child: Person) -> list[Guardianship]:
    """Who acts or acted for the child, with the proof, newest first: for officers."""
    return list(Guardianship.objects.filter(child=child).select_related("guardian", "proof").order_by("-pk"))


def identity_not_compared(person: Person) -> HandOver | None:
    """By which a person took over this profile with a parent's code alone, while no officer has compared the identity document."""
    taken = HandOver.objects.filter(child=person, source=HandOver.Source.PARENT, done_at__isnull=False, compared_at=None)
    return taken.select_related("guardianship").first()


def person_visible_to(user: Any, pk: int) -> Person | None:
    """The person, if this user may look; None exactly as for one that never existed."""
    person = Person.objects.filter(pk=pk).first()
    return person if person and permissions.can_read_person(user, person) else None


def document_visible_to(user: Any, pk: uuid.UUID) -> Document | None:
    """The document, if this user may read it; None for a stranger's, a removed and an unknown one alike."""
    document = Document.objects.select_related("person").filter(pk=pk, removed_at__isnull=True).first()
    return document if document and permissions.can_read_document(user, document) else None


def documents_of(person: Person, kind: str | None = None) -> QuerySet[Document]:
    """Kept documents, newest first."""
    documents = Document.objects.filter(person=person, removed_at__isnull=True).order_by("-uploaded_at", "-id")
    return documents.filter(kind=kind) if kind else documents


def current_identity_document(person: Person) -> IdentityDocument | None:
    return IdentityDocument.objects.filter(person=person, is_current=True).first()


def latest_entry(person: Person) -> Entry | None:
    """The entry that the person told last, which is the one she stays on."""
    return Entry.objects.filter(person=person, is_current=True).first()


_WAS_VALID = (Address.EndReason.LEFT, Address.EndReason.MOVED)


def current_papers(person_id: int) -> dict[str, Any]:
    """What the current passport, migration card and address say, in one query; None for what is not told.

    `address__created_at` is the moment at which the address was told; without a current one, that of the last one that ended: a
    registration that ended with a departure was made. One that was cancelled never was. `left_on`: without a current address, the last
    day at the one that the person left, as its host told."""
    current = {
        "document": FilteredRelation("identity_documents", condition=Q(identity_documents__is_current=True)),
        "entry": FilteredRelation("entries", condition=Q(entries__is_current=True)),
        "address": FilteredRelation("addresses", condition=Q(addresses__is_current=True)),
    }
    told = (
        "citizenship", "birth_date", "document__expires_on", "entry__entered_on", "entry__purpose", "entry__stay_until",
        "address__region", "address__registered_until", "address__created_at",
    )  # fmt: skip
    ended = Address.objects.filter(person=OuterRef("pk"), end_reason__in=_WAS_VALID).order_by("-pk")
    last = {"last_told": "created_at", "left_on": "ended_on", "why_ended": "end_reason"}
    asked = {name: Subquery(ended.values(field)[:1]) for name, field in last.items()}
    papers: dict[str, Any] = Person.objects.annotate(**current).values(*told, **asked).get(pk=person_id)
    if papers["address__created_at"] is not None or papers["why_ended"] != Address.EndReason.LEFT:
        papers["left_on"] = None
    papers["address__created_at"] = papers["address__created_at"] or papers["last_told"]
    return papers


def stays_told(person: Person) -> list[StayDays]:
    """What the person told of entries and exits, without the entry of the current migration card."""
    rows = Stay.objects.filter(person=person, retired_at=None).values_list("pk", "entered_on", "left_on")
    return [StayDays(stay_id=pk, entered_on=entered, left_on=left) for pk, entered, left in rows]


def stays_of(person: Person) -> tuple[StayDays, ...]:
    """Every stay that is known, oldest first, the one on the current migration card among them."""
    entry = latest_entry(person)
    return with_entry(stays_told(person), entry.entered_on if entry else None)


def current_address(person: Person) -> Address | None:
    return Address.objects.filter(person=person, is_current=True).first()


def last_addresses() -> QuerySet[Address]:
    """Of each person the current address; without one the last that ended, unless it was never valid. By it an office goes on knowing who
    is its to look after until the next address is told."""
    same = Address.objects.filter(person=OuterRef("person")).exclude(end_reason=Address.EndReason.CANCELLED)
    better = same.filter(Q(is_current=True) | Q(pk__gt=OuterRef("pk")))
    over = Q(end_reason__in=_WAS_VALID) & ~Exists(better)
    return Address.objects.filter(Q(is_current=True) | over)


def facts(person: Person) -> PersonFacts:
    """Everything at once, in three queries."""
    document, entry, address = current_identity_document(person), latest_entry(person), current_address(person)
    return PersonFacts(
        person_id=person.pk,
        family_name=person.family_name,
        given_names=person.given_names,
        patronymic=person.patronymic,
        family_name_ru=person.family_name_ru,
        given_names_ru=person.given_names_ru,
        patronymic_ru=person.patronymic_ru,
        birth_date=person.birth_date,
        birth_place=person.birth_place,
        sex=person.sex,
        citizenship=person.citizenship,
        phone=person.phone,
        inn=person.inn,
        **_document_facts(document),
        **_entry_facts(entry),
        **_address_facts(address),
    )


def snapshot(person: Person) -> dict[str, Any]:
    """The facts as JSON for a record that never changes: dates in ISO form, unknown as null or ""."""
    return stored_facts(facts(person))


def stored_facts(known: PersonFacts) -> dict[str, Any]:
    """Facts as `snapshot` keeps them; `facts_of` reads them again."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(known).items()}


def facts_of(kept: dict[str, Any]) -> PersonFacts:
    """The facts that `snapshot` kept: what was true then, whatever the profile says now."""
    is_date = {field.name: field.type == (date | None) for field in fields(PersonFacts)}
    told: dict[str, Any] = {name: value for name, value in kept.items() if name in is_date}
    told |= {name: date.fromisoformat(value) for name, value in told.items() if is_date[name] and value}
    return PersonFacts(**told)


def document_held_by_others(known: PersonFacts) -> bool:
    """Whether another profile names the same identity document as its current one."""
    if not known.document_number or known.person_id is None or known.document_kind == IdentityDocument.Kind.IN_PARENTS:
        return False  # a parent's passport names the children entered in it
    same = IdentityDocument.objects.filter(issuing_state=known.document_issuing_state, number=known.document_number, is_current=True)
    same = same.exclude(kind=IdentityDocument.Kind.IN_PARENTS)
    return same.exclude(person_id=known.person_id).exists()


def mrz_agrees(known: PersonFacts) -> bool | None:
    """Whether the profile says what the machine-readable lines said; None when they were never given."""
    if not known.document_mrz:
        return None
    try:
        read = mrz.parse(known.document_mrz, on=latest_today())
    except mrz.MrzError:
        return False
    said = (read.number, read.birth_date or known.birth_date, read.sex, read.citizenship, read.expires_on)
    told = (known.document_number, known.birth_date, known.sex, known.citizenship, known.document_expires_on)
    pairs = ((known.family_name, read.family_name), (known.given_names, read.given_names))
    return said == told and all(names_agree(written, lines, truncated=read.names_truncated) for written, lines in pairs)


def access_history(person: Person) -> QuerySet[AccessRecord]:
    """Who looked at this person's data, newest first."""
    return AccessRecord.objects.filter(person=person).order_by("-id")


def _document_facts(document: IdentityDocument | None) -> dict[str, Any]:
    if document is None:
        return {}
    return {
        "document_kind": document.kind,
        "document_number": document.number,
        "document_issuing_state": document.issuing_state,
        "document_issued_on": document.issued_on,
        "document_expires_on": document.expires_on,
        "document_mrz": document.mrz,
    }


def _entry_facts(entry: Entry | None) -> dict[str, Any]:
    if entry is None:
        return {}
    return {
        "entered_on": entry.entered_on,
        "purpose": entry.purpose,
        "card_series": entry.card_series,
        "card_number": entry.card_number,
        "stay_until": entry.stay_until,
    }


def _address_facts(address: Address | None) -> dict[str, Any]:
    if address is None:
        return {}
    return {"region": address.region, "address": address.text, "registered_until": address.registered_until}


__all__ = [
    "PersonFacts", "access_history", "current_address", "current_identity_document", "current_papers", "document_held_by_others",
    "document_visible_to", "documents_of", "facts", "facts_of", "full_name", "guardians_of", "identity_not_compared",
    "initials", "last_addresses", "latest_entry", "mrz_agrees", "named", "person_of", "person_visible_to", "snapshot", "stays_of",
    "stays_told",
]  # fmt: skip
