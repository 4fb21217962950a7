"""A hotel with a table of guests, one of whom can confirm."""

import io
import uuid
from datetime import timedelta

from permits.registration.models import ArrivalNotice, Host
from permits.registration.services import HostData, NoticeData, add_host, file_arrival, give_code, upload_list
from portal import clock
from portal.accounts.models import User
from portal.events.actor import Actor
from profiles.models import Person
from profiles.selectors import facts

_LIST = uuid.UUID("6f4f0d3c-52a4-4c1a-9e5d-0f2b7c9a1e55")


def make_demo() -> None:
    """Running it again changes nothing."""
    owner = User.objects.filter(email="employer@demo.example").first()
    guest = Person.objects.filter(user__email="farhod@demo.example").first()
    if owner is None or guest is None or ArrivalNotice.objects.filter(host__owner=owner).exists():
        return
    actor, today = Actor("demo", owner.pk), clock.today()
    address = {"region": "77", "phone": "+74950000003"}
    told = HostData(kind=Host.Kind.HOTEL, name="Гостиница «Пример»", inn="7707083893", address="Москва, Примерная ул., 21", **address)
    hotel = add_host(data=told, actor=actor)
    known = facts(guest)
    code, _end = give_code(person_id=guest.pk)
    data = NoticeData(
        family_name=known.family_name,
        given_names=known.given_names,
        birth_date=known.birth_date or today,
        citizenship=known.citizenship,
        document_number=known.document_number,
        arrived_on=today,
        stay_until=today + timedelta(days=30),
        code=code,
    )
    file_arrival(host_id=hotel.pk, data=data, submission_key=uuid.uuid4(), actor=actor, on=today)
    upload_list(host_id=hotel.pk, file=io.BytesIO(_table()), shown_name="гости.csv", submission_key=_LIST, actor=actor)


def _table() -> bytes:
    """Two rows that can be filed and one that cannot."""
    today = clock.today()
    until = (today + timedelta(days=7)).strftime("%d.%m.%Y")
    rows = (
        f"ASANOV;AIBEK;03.02.1990;KGZ;PE7654321;{today:%d.%m.%Y};{until};guest1@demo.example",
        f"SAIDOVA;LOLA;31.02.1991;TJ;401777888;{today:%d.%m.%Y};{until};guest2@demo.example",
        f"KARIMOV;TIMUR;14.08.1987;UZ;FA3334445;{today:%d.%m.%Y};{until};guest3@demo.example",
    )
    head = "фамилия;имя;дата рождения;гражданство;номер документа;дата прибытия;пребывает до;почта"
    return "\r\n".join((head, *rows)).encode()
