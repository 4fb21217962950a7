"""Invented people with complete profiles. Zarina's stays empty: it is filled in the story."""

import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from font_roboto import Roboto
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from portal import clock
from portal.accounts.models import User
from portal.events.actor import Actor
from profiles import services
from profiles.models import Person
from profiles.rules import mrz
from profiles.rules.check_digit import check_digit
from profiles.selectors import documents_of, facts


@dataclass(frozen=True)
class DemoProfile:
    """`days_here`: entered so many days before the demo was made; `trips`: earlier stays, from and to so many days before."""

    email: str
    family_name: str
    given_names: str
    nationality: str
    number: str
    birth: date
    sex: str
    family_name_ru: str
    given_names_ru: str
    birth_place: str
    phone: str
    address: str
    days_here: int
    all_papers: bool = False
    inn: str = ""
    trips: tuple[tuple[int, int], ...] = ()


PROFILES = (
    DemoProfile(
        "farhod@demo.example", "YUSUPOV", "FARHOD", "UZB", "FA7654321", date(1994, 9, 17), "M", "Юсупов", "Фарход",
        "Самарканд, Узбекистан", "+79000000001", "Москва, Примерная ул., 5, кв. 12", 12,
        trips=((250, 221), (110, 96)),
    ),
    DemoProfile(
        "aibek@demo.example", "ASANOV", "AIBEK", "KGZ", "PE1234567", date(1990, 2, 3), "M", "Асанов", "Айбек",
        "Ош, Киргизия", "+79000000002", "Москва, Примерная ул., 7, кв. 3", 20, trips=((140, 140),),
    ),
    DemoProfile(
        "dilnoza@demo.example", "KARIMOVA", "DILNOZA", "UZB", "FB1112223", date(1996, 6, 21), "F", "Каримова", "Дильноза",
        "Бухара, Узбекистан", "+79000000003", "Москва, Примерная ул., 9, кв. 41", 70, all_papers=True, inn="772914177706",
        trips=((400, 330), (120, 100)),
    ),
    DemoProfile(
        "rustam@demo.example", "NAZAROV", "RUSTAM", "TJK", "401222333", date(1988, 11, 2), "M", "Назаров", "Рустам",
        "Худжанд, Таджикистан", "+79000000004", "Москва, Примерная ул., 11, кв. 8", 40, all_papers=True,
    ),
    DemoProfile(
        "malika@demo.example", "TOSHEVA", "MALIKA", "UZB", "FB2223334", date(1992, 4, 8), "F", "Тошева", "Малика",
        "Навои, Узбекистан", "+79000000005", "Москва, Примерная ул., 13, кв. 20", 355, all_papers=True, inn="776317066911",
    ),
    DemoProfile(
        "bahrom@demo.example", "SAFAROV", "BAHROM", "TJK", "401333444", date(1985, 12, 1), "M", "Сафаров", "Бахром",
        "Куляб, Таджикистан", "+79000000006", "Москва, Примерная ул., 15, кв. 7", 125, all_papers=True,
    ),
    DemoProfile(
        "parvina@demo.example", "SHARIPOVA", "PARVINA", "TJK", "401444555", date(1991, 3, 14), "F", "Шарипова", "Парвина",
        "Душанбе, Таджикистан", "+79000000007", "Москва, Примерная ул., 17, кв. 2", 25, all_papers=True,
    ),
    DemoProfile(
        "sanjar@demo.example", "ERGASHEV", "SANJAR", "UZB", "FB3334445", date(1983, 8, 30), "M", "Эргашев", "Санжар",
        "Ташкент, Узбекистан", "+79000000008", "Москва, Примерная ул., 19, кв. 33", 60, all_papers=True,
    ),
    DemoProfile(
        "yusuf@demo.example", "RAHMANI", "YUSUF", "AFG", "P01234567", date(1987, 1, 9), "M", "Рахмани", "Юсуф",
        "Кабул, Афганистан", "+79000000009", "Москва, Примерная ул., 21, кв. 4", 340, all_papers=True,
    ),
    DemoProfile(
        "gulnora@demo.example", "YUNUSOVA", "GULNORA", "UZB", "FB4445556", date(1989, 5, 27), "F", "Юнусова", "Гульнора",
        "Фергана, Узбекистан", "+79000000010", "Москва, Примерная ул., 23, кв. 15", 90, all_papers=True, trips=((1230, 105),),
    ),
    DemoProfile(
        "manuchehr@demo.example", "KHOLOV", "MANUCHEHR", "TJK", "401555666", date(1979, 10, 19), "M", "Холов", "Манучехр",
        "Душанбе, Таджикистан", "+79000000011", "Москва, Примерная ул., 25, кв. 9", 60, all_papers=True, trips=((1230, 80),),
    ),
)  # fmt: skip


def make_demo() -> None:
    """Fill the profiles of the demo people. Running it again changes nothing. Raises outside demo mode."""
    if not settings.DEMO:
        raise RuntimeError("demo people belong to the demo only")
    for profile in PROFILES:
        user = User.objects.filter(email=profile.email).first()
        if user is not None:
            _fill(services.open_profile(user), profile, actor=Actor("demo", user.pk))
    _add_child()


def _add_child() -> None:
    """Dilnoza holds a patent and acts for her son."""
    parent = Person.objects.filter(user__email="dilnoza@demo.example").first()
    if parent is None or parent.birth_date is None or parent.guardianships.exists():
        return
    assert parent.user_id is not None  # she signs in
    actor, today = Actor("demo", parent.user_id), clock.today()
    told: dict[str, Any] = {"family_name": "KARIMOV", "given_names": "TIMUR", "sex": "M", "citizenship": "UZ"}
    born = date(today.year - 8, 5, 12)
    held = services.add_child(guardian_id=parent.pk, data=services.ChildData(kinship="parent", birth_date=born, **told), actor=actor)
    data = services.IdentityData(kind="birth_cert", number="IUZ0012345", issuing_state="UZ", birth_date=born, **told)
    details = {"family_name_ru": "Каримов", "given_names_ru": "Тимур", "birth_place": "Бухара, Узбекистан"}
    entered = today - timedelta(days=70)
    card: dict[str, Any] = {"card_series": "4526", "card_number": "0000002", "stay_until": entered + timedelta(days=89)}
    services.record_identity_document(person_id=held.child_id, data=data, actor=actor)
    services.update_personal_details(person_id=held.child_id, details=details, actor=actor)
    services.record_entry(person_id=held.child_id, entered_on=entered, purpose="private", actor=actor, **card)
    services.record_address(
        person_id=held.child_id, region="77", text="Москва, Примерная ул., 9, кв. 41", registered_until=None, actor=actor
    )


def _fill(person: Person, profile: DemoProfile, *, actor: Actor) -> None:
    if facts(person).missing:
        _record(person, profile, actor=actor)
    if not documents_of(person).exists():
        for kind, name, content in _files(profile):
            file = SimpleUploadedFile(name, content)
            services.upload_document(person_id=person.pk, kind=kind, uploaded_file=file, actor=actor)


def _record(person: Person, profile: DemoProfile, *, actor: Actor) -> None:
    today = clock.today()
    entered = today - timedelta(days=profile.days_here)
    read = mrz.parse(_lines(profile, expires=_expiry()), on=today)
    assert read.birth_date
    data = services.IdentityData(
        kind=read.kind,
        number=read.number,
        issuing_state=read.citizenship,
        family_name=read.family_name,
        given_names=read.given_names,
        birth_date=read.birth_date,
        sex=read.sex,
        citizenship=read.citizenship,
        issued_on=today.replace(year=today.year - 5, day=2),
        expires_on=read.expires_on,
        mrz=read.text,
    )
    services.record_identity_document(person_id=person.pk, data=data, actor=actor)
    details = {name: getattr(profile, name) for name in ("family_name_ru", "given_names_ru", "birth_place", "phone", "inn")}
    services.update_personal_details(person_id=person.pk, details=details, actor=actor)
    services.record_entry(
        person_id=person.pk,
        entered_on=entered,
        purpose="work",
        card_series="4526",
        card_number="0000001",
        stay_until=entered + timedelta(days=89),
        actor=actor,
    )
    for first, last in profile.trips:
        entered_on, left_on = today - timedelta(days=first), today - timedelta(days=last)
        services.tell_stay(person_id=person.pk, entered_on=entered_on, left_on=left_on, actor=actor)
    services.record_address(
        person_id=person.pk, region="77", text=profile.address, registered_until=entered + timedelta(days=89), actor=actor
    )


def _expiry() -> date:
    today = clock.today()
    return today.replace(year=today.year + 5, day=1)


def _lines(profile: DemoProfile, *, expires: date) -> str:
    """Machine-readable lines with right check digits."""
    names = f"P<{profile.nationality}{profile.family_name}<<{profile.given_names}".ljust(44, "<")
    born, until = profile.birth.strftime("%y%m%d"), expires.strftime("%y%m%d")
    number = profile.number + check_digit(profile.number)
    dates = (born + check_digit(born), until + check_digit(until))
    optional = "<" * 14 + "0"
    composite = check_digit(number + dates[0] + dates[1] + optional)
    return f"{names}\n{number}{profile.nationality}{dates[0]}{profile.sex}{dates[1]}{optional}{composite}"


def _files(profile: DemoProfile) -> list[tuple[str, str, bytes]]:
    """Kind, name and content of small real files that say what they are: specimens."""
    return [
        ("passport_scan", "паспорт.jpg", _picture("Паспорт / Passport", profile)),
        ("passport_translation", "перевод.pdf", _pdf("Перевод паспорта / Translation of the passport", profile)),
        ("migration_card", "миграционная карта.png", _picture("Миграционная карта / Migration card", profile, form="PNG")),
        ("insurance_policy", "полис.pdf", _pdf("Полис ДМС / Insurance policy", profile)),
        *(_other_files(profile) if profile.all_papers else []),
    ]


def _other_files(profile: DemoProfile) -> list[tuple[str, str, bytes]]:
    return [
        ("registration_notice", "уведомление о прибытии.pdf", _pdf("Уведомление о прибытии / Notice of arrival", profile)),
        ("medical_certificate", "медицинское заключение.pdf", _pdf("Медицинское заключение / Medical certificate", profile)),
        ("exam_certificate", "сертификат.pdf", _pdf("Сертификат / Certificate of the exam", profile)),
        ("photo", "фото.jpg", _portrait(profile)),
    ]


def _picture(title: str, profile: DemoProfile, *, form: str = "JPEG") -> bytes:
    image = Image.new("RGB", (900, 560), "#eef3f2")
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(Roboto, 32)
    for number, line in enumerate(_words(title, profile)):
        pen.text((50, 50 + number * 60), line, fill="#0b3c49", font=font)
    pen.text((50, 440), _lines(profile, expires=_expiry()), fill="#0b3c49", font=ImageFont.truetype(Roboto, 20))
    buffer = io.BytesIO()
    image.save(buffer, form)
    return buffer.getvalue()


def _portrait(profile: DemoProfile) -> bytes:
    """A drawn head and shoulders, 3 by 4, that is nobody's."""
    image = Image.new("RGB", (600, 800), "#e3eaec")
    pen = ImageDraw.Draw(image)
    pen.ellipse((60, 560, 540, 1100), fill="#0b3c49")
    pen.rectangle((250, 480, 350, 620), fill="#b98d6f")
    pen.ellipse((170, 150, 430, 540), fill="#c69b7c")
    pen.chord((160, 130, 440, 460), 180, 360, fill="#3a2a22")
    pen.text((300, 740), f"ОБРАЗЕЦ {profile.number}", fill="#eef3f2", font=ImageFont.truetype(Roboto, 28), anchor="mm")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG")
    return buffer.getvalue()


def _pdf(title: str, profile: DemoProfile) -> bytes:
    sheet = FPDF()
    sheet.add_font("Roboto", "", Roboto)
    sheet.add_page()
    sheet.set_font("Roboto", size=16)
    for line in _words(title, profile):
        sheet.cell(0, 12, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(sheet.output())


def _words(title: str, profile: DemoProfile) -> list[str]:
    name = f"{profile.family_name_ru} {profile.given_names_ru} / {profile.family_name} {profile.given_names}"
    return ["ОБРАЗЕЦ / SPECIMEN", title, name, profile.number, "Не настоящий документ / Not a real document"]


__all__ = ["PROFILES", "make_demo"]
