"""Rows for tests: short names, every value can be given. People and numbers are invented.

migrant = make_user()                       officer = make_user("officer")      # of the Moscow office
petersburg = make_office("780-001")         other = make_user("officer", office=petersburg)
case = make_case("in_review", officer=officer)          patent = make_patent("issued")
ready = make_ready_case()                   # a draft with answers and documents, one POST away from being sent
client = sign_in(officer)                   # a Django test client whose session is complete
"""

import itertools
import time
import uuid
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from cases.guardianship.models import Removal
from cases.models import Case, CaseVersion, Decision
from patents.models import Allocation, Patent, Payment
from permits.models import Permit
from portal import clock
from portal.accounts.models import Office, RoleAssignment, User
from profiles.models import Address, Document, Entry, Guardianship, IdentityDocument, Person
from profiles.rules.majority import years_later
from profiles.selectors import snapshot

_number = itertools.count(1)
_SENT = frozenset({"submitted", "in_review", "info_requested", "proposed", "granted", "refused"})
_IN_WORK = _SENT - {"submitted"}
_DECIDED = frozenset({"granted", "refused"})
PASSWORD = "four-quiet-wooden-boats"
READY_DOCUMENTS = (
    "passport_scan", "passport_translation", "migration_card", "registration_notice", "insurance_policy", "medical_certificate", "photo",
    "exam_certificate",
)  # fmt: skip


def make_office(code: str = "770-001", **fields: Any) -> Office:
    """The office with this code, made once. The region is the first two digits."""
    words = {"name_ru": f"Отделение {code}", "name_en": f"Office {code}", "address_ru": "Примерная ул., 1", "address_en": "1 Primernaya St"}
    return Office.objects.get_or_create(code=code, defaults={"region": code[:2], **words, **fields})[0]


def make_user(role: str = "", *, office: Office | None = None, password: str | None = None, **fields: Any) -> User:
    """A migrant, or somebody who holds `role`; officers and supervisors work in Moscow unless `office` says otherwise."""
    n = next(_number)
    fields = {"language": "en", "display_name": f"{role.title()} {n}" if role else "", **fields}
    user = User.objects.create_user(fields.pop("email", f"{role or 'migrant'}{n}@test.example"), password, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    if role:
        user.roles.create(role=role, office=(office or make_office()) if role in RoleAssignment.OF_AN_OFFICE else None)
        user.is_staff = role in RoleAssignment.STAFF
        user.save(update_fields=["is_staff"])
    return user


def sign_in(user: User, *, complete: bool = True, client: Client | None = None) -> Client:
    """A client in whose session `user` is signed in; staff with password and second factor unless `complete` is False."""
    client = client or Client()
    client.force_login(user)
    now = time.time()
    steps = (
        [{"method": "password", "at": now}, {"method": "mfa", "type": "totp", "at": now}] if complete else [{"method": "code", "at": now}]
    )
    session = client.session
    session["account_authentication_methods"] = steps
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def make_person(user: User | None = None, *, filled: bool = True, **fields: Any) -> Person:
    """A digital profile; `filled` gives it a name, a passport and an entry 10 days ago."""
    user = user or make_user()
    names = {
        "family_name": "RAHIMOVA", "given_names": "ZARINA", "family_name_ru": "Рахимова", "given_names_ru": "Зарина",
        "birth_date": date(1994, 5, 17), "sex": "F", "citizenship": "TJ", "birth_place": "Dushanbe",
    }  # fmt: skip
    person = Person.objects.create(user=user, **{**(names if filled else {}), **fields})
    if filled:
        n = next(_number)
        IdentityDocument.objects.create(
            person=person, kind="passport", number=f"40{n:07}", issuing_state="TJ", issued_on=date(2020, 1, 1), expires_on=date(2030, 1, 1)
        )
        Entry.objects.create(
            person=person, entered_on=timezone.localdate() - timedelta(days=10), purpose="work", card_series="4520", card_number=f"{n:07}"
        )
    return person


def make_applicant(user: User | None = None, **fields: Any) -> Person:
    """A person whose profile holds everything that an application asks for."""
    person = make_person(user, **{"phone": "+79000000000", **fields})
    Address.objects.create(person=person, region="77", text="Москва, Примерная ул., 1")
    return person


def make_child(guardian: Person | None = None, *, born: date | None = None, filled: bool = True, **fields: Any) -> Guardianship:
    """A child of 7 with a profile, for whom `guardian` acts until it turns 18."""
    guardian, today = guardian or make_applicant(), timezone.localdate()
    born = born or date(today.year - 7, 3, 9)
    names = {"family_name": "RAHIMOVA", "given_names": "AMINA", "family_name_ru": "Рахимова", "given_names_ru": "Амина"}
    told = {"birth_date": born, "sex": "F", "citizenship": "TJ", "birth_place": "Dushanbe", "phone": "+79000000000"}
    child = Person.objects.create(**names, **told)
    if filled:
        n = next(_number)
        IdentityDocument.objects.create(person=child, kind="birth_cert", number=f"IA{n:06}", issuing_state="TJ")
        Entry.objects.create(
            person=child, entered_on=today - timedelta(days=10), purpose="private", card_series="4520", card_number=f"{n:07}"
        )
        Address.objects.create(person=child, region="77", text="Москва, Примерная ул., 1")
    base: dict[str, Any] = {"guardian": guardian, "child": child, "kinship": "parent", "child_born": born, "since": today}
    begins = datetime.combine(years_later(born, 18), time_of_day.min, tzinfo=clock.MOSCOW)
    return Guardianship.objects.create(**{**base, "majority_at": begins, **fields})


def acting_user(person: Person) -> User:
    """Who uploads and sends for the person."""
    if person.user is not None:
        return person.user
    guardian = person.guardians.get().guardian.user
    assert guardian is not None
    return guardian


def make_document(person: Person, kind: str = "photo", **fields: Any) -> Document:
    """An uploaded document; its file exists only by name."""
    n = next(_number)
    base = {"shown_name": f"scan-{n}.pdf", "content_type": "application/pdf", "size": 1000, "sha256": f"{n:064x}"}
    return Document.objects.create(
        **{"person": person, "kind": kind, "uploaded_by": acting_user(person), "file": f"documents/test/{n}.pdf", **base, **fields}
    )


def make_ready_case(person: Person | None = None, **fields: Any) -> Case:
    """A draft that can be sent: profile, answers, documents and an office that receives it."""
    person = person or make_applicant()
    make_office()
    case = make_case(person=person, submission_key=uuid.uuid4(), answers=fields.pop("answers", ready_answers()), **fields)
    for kind in READY_DOCUMENTS:
        case.attachments.create(document=make_document(person, kind), kind=kind)
    return case


def ready_answers() -> dict[str, dict[str, Any]]:
    """Answers to every question page of a work patent, true on the day of the test."""
    today = timezone.localdate()
    return {
        "region": {"region": "77"},
        "work": {"profession": "bricklayer", "employer": "company"},
        "exam": {"kind": "certificate", "issued_on": (today - timedelta(days=100)).isoformat()},
        "insurance": {
            "kind": "policy", "number": "DMS-1", "valid_from": today.isoformat(), "valid_until": (today + timedelta(days=364)).isoformat(),
        },
        "medical": {"issued_on": (today - timedelta(days=5)).isoformat()},
    }  # fmt: skip


def make_case(
    status: str = "draft", *, person: Person | None = None, office: Office | None = None, officer: User | None = None, **fields: Any
) -> Case:
    """A work patent case in `status`, with the dates, version, officer and decision that belong to the status."""
    person = person or make_person()
    now = timezone.now()
    base: dict[str, Any] = {"reference": f"WP-TEST-{next(_number):06}", "procedure": "work-patent", "person": person, "status": status}
    if status in _SENT:
        base |= {
            "submitted_at": now,
            "accepted_on": now.date(),
            "decide_by": now.date() + timedelta(days=14),
            "office": office or make_office(),
        }
    if status in _IN_WORK:
        base |= {"assigned_to": officer or make_user("officer", office=base["office"]), "assigned_at": now}
    if status in _DECIDED | {"withdrawn"}:
        base["closed_at"] = now
    case = Case.objects.create(**{**base, **fields})
    if status in _SENT:
        CaseVersion.objects.create(
            case=case, number=1, answers={}, person=snapshot(person), documents=[], sent_at=now, sent_by=acting_user(person)
        )
    if status in _DECIDED | {"proposed"}:
        make_decision(case)
    return case


def make_decision(case: Case, **fields: Any) -> Decision:
    """The decision that belongs to the status of `case`: confirmed by a second officer once the case is closed."""
    refused = case.status == "refused"
    now = timezone.now()
    base: dict[str, Any] = {
        "case": case, "outcome": "refused" if refused else "granted", "ground": "false_data" if refused else "",
        "article": "115-FZ art. 13.3", "reason": "Because.", "proposed_by": case.assigned_to, "proposed_at": now,
        "content_hash": uuid.uuid4().hex,
    }  # fmt: skip
    if case.status in _DECIDED:
        base |= {"confirmed_by": make_user("officer", office=case.office), "confirmed_at": now, "decided_on": now.date()}
    return Decision.objects.create(**{**base, **fields})


def make_patent(status: str = "granted", *, case: Case | None = None, **fields: Any) -> Patent:
    """A Moscow patent; `issued` is paid for a month from today."""
    case = case or make_case("granted")
    today = timezone.localdate()
    base: dict[str, Any] = {
        "case": case, "person": case.person, "series": "77", "number": f"26{next(_number):08}", "region": "77",
        "profession": "construction", "granted_on": today, "status": status,
    }  # fmt: skip
    if status != "granted":
        base |= {
            "issued_on": today,
            "begins_on": today,
            "expires_on": today + timedelta(days=364),
            "paid_through": today + timedelta(days=30),
        }
    if status == "annulled":
        base["annulled_on"] = today
    if "issued_on" in fields:
        base["begins_on"] = fields["issued_on"]
    return Patent.objects.create(**{**base, **fields})


def make_payment(patent: Patent | None = None, *, purpose: str = "tax_advance", **fields: Any) -> Payment:
    """10,000 roubles paid today; with a patent they are allocated to it, and its dates are left as they are."""
    n = next(_number)
    base = {"amount": 10000, "paid_on": timezone.localdate(), "received_at": timezone.now(), "source": "notice", "external_id": f"uip:{n}"}
    payment = Payment.objects.create(**{**base, **fields})
    if patent:
        Allocation.objects.create(payment=payment, patent=patent, purpose=purpose, why="demo", made_at=timezone.now())
    return payment


def make_permit(kind: str = "temporary_residence", *, person: Person | None = None, **fields: Any) -> Permit:
    """A Moscow permit of somebody from Tajikistan, issued a year ago for three years; `valid_until` follows the stated day."""
    today = timezone.localdate()
    base: dict[str, Any] = {
        "person": person or make_applicant(), "kind": kind, "series": "77", "number": f"26{next(_number):08}", "citizenship": "TJ",
        "region": "77", "issued_on": today - timedelta(days=365), "valid_until_stated": today + timedelta(days=730), **fields,
    }  # fmt: skip
    return Permit.objects.create(**{"valid_until": base["valid_until_stated"], **base})


def make_removal(held: Guardianship) -> Removal:
    """Two officers have ended the guardianship today."""
    today, office = timezone.localdate(), make_office()
    held.ended_on, held.end_reason = today, "officers"
    held.save(update_fields=["ended_on", "end_reason"])
    return Removal.objects.create(
        guardianship=held,
        office=office,
        ground="rights_taken",
        article="Family Code, art. 69–71",
        act="Решение суда",
        reason="Суд лишил вас родительских прав.",
        proposed_by=make_user("officer"),
        proposed_at=timezone.now(),
        content_hash="0" * 64,
        confirmed_by=make_user("officer"),
        confirmed_at=timezone.now(),
        ended_on=today,
        appeal_by=today + timedelta(days=90),
    )
