"""The people of the demonstration. All of them are invented; they exist only where `settings.DEMO` is on."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Office, RoleAssignment, User
from portal.accounts.services import grant_role
from portal.events.actor import Actor

Role = RoleAssignment.Role
PASSWORD = "warm-river-seven-lamps"  # noqa: S105 (printed on the sign-in page: it opens nothing real)
DEMO_ACTOR = Actor("demo")


@dataclass(frozen=True)
class DemoPerson:
    email: str
    name: str
    what: Any  # lazy words for the sign-in page
    role: str = ""
    office: str = ""
    language: str = "ru"


PEOPLE = (
    DemoPerson("zarina@demo.example", "Зарина", _("applicant from Tajikistan, her profile is empty")),
    DemoPerson("farhod@demo.example", "Фарход", _("applicant from Uzbekistan, his profile is complete")),
    DemoPerson("aibek@demo.example", "Айбек", _("citizen of Kyrgyzstan, needs no patent")),
    DemoPerson("dilnoza@demo.example", "Дильноза", _("applicant from Uzbekistan, holds a patent")),
    DemoPerson("rustam@demo.example", "Рустам", _("applicant from Tajikistan, nobody has looked at his application in time")),
    DemoPerson("malika@demo.example", "Малика", _("applicant from Uzbekistan, her patent can be reissued now")),
    DemoPerson("bahrom@demo.example", "Бахром", _("applicant from Tajikistan, sent no contract for his patent")),
    DemoPerson("parvina@demo.example", "Парвина", _("applicant from Tajikistan, waits for a temporary residence permit")),
    DemoPerson("sanjar@demo.example", "Санжар", _("from Uzbekistan, holds a residence permit")),
    DemoPerson("gulnora@demo.example", "Гульнора", _("from Uzbekistan, an order extended her temporary residence permit")),
    DemoPerson("manuchehr@demo.example", "Манучехр", _("from Tajikistan, an order extended his permit, he missed his yearly notices")),
    DemoPerson("yusuf@demo.example", "Юсуф", _("from Afghanistan, has temporary asylum that can be extended now")),
    DemoPerson("ivanova@demo.example", "Иванова А. С.", _("officer, Moscow"), Role.OFFICER, "770-001"),
    DemoPerson("petrov@demo.example", "Петров И. Н.", _("officer, Moscow"), Role.OFFICER, "770-001"),
    DemoPerson("sokolova@demo.example", "Соколова Е. В.", _("supervisor, Moscow"), Role.SUPERVISOR, "770-001"),
    DemoPerson("kuznetsova@demo.example", "Кузнецова О. П.", _("supervisor, Saint Petersburg"), Role.SUPERVISOR, "780-001"),
    DemoPerson("smirnov@demo.example", "Смирнов П. А.", _("officer, Saint Petersburg"), Role.OFFICER, "780-001"),
    DemoPerson("analyst@demo.example", "Орлова Т. М.", _("analyst"), Role.ANALYST),
    DemoPerson("operator@demo.example", "Белов К. Д.", _("operator"), Role.OPERATOR),
    DemoPerson("employer@demo.example", "ООО «Пример-Строй»", _("employer"), Role.EMPLOYER),
)

OFFICES = (
    {
        "code": "770-001", "region": "77", "phone": "+7 495 000-00-01",
        "name_ru": "Многофункциональный миграционный центр, Москва (пример)", "name_en": "Migration Centre, Moscow (example)",
        "address_ru": "Москва, Примерная ул., 1", "address_en": "1 Primernaya St, Moscow",
    },
    {
        "code": "780-001", "region": "78", "phone": "+7 812 000-00-01",
        "name_ru": "Отдел по вопросам миграции, Санкт-Петербург (пример)", "name_en": "Migration Department, Saint Petersburg (example)",
        "address_ru": "Санкт-Петербург, Примерный пр., 2", "address_en": "2 Primerny Ave, Saint Petersburg",
    },
    {
        "code": "390-001", "region": "39", "phone": "+7 4012 00-00-01", "receives_applications": False,
        "name_ru": "Отдел по вопросам миграции, Калининград (пример)", "name_en": "Migration Department, Kaliningrad (example)",
        "address_ru": "Калининград, Примерная наб., 3", "address_en": "3 Primernaya Emb., Kaliningrad",
    },
)  # fmt: skip


@transaction.atomic
def make_demo_accounts() -> None:
    """Offices, people, roles and second factors. Running it again changes nothing. Raises outside demo mode."""
    if not settings.DEMO:
        raise RuntimeError("demo people belong to the demo only")
    for office in OFFICES:
        Office.objects.get_or_create(code=office["code"], defaults=office)
    for person in PEOPLE:
        _make(person)


def make_demo() -> None:
    make_demo_accounts()


def _make(person: DemoPerson) -> None:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        # Migrants have no password: they sign in with a code.
        staff = person.role in RoleAssignment.STAFF
        user = User.objects.create_user(
            person.email, PASSWORD if staff or person.role else None, display_name=person.name, language=person.language
        )
        EmailAddress.objects.create(user=user, email=person.email, primary=True, verified=True)
    if person.role and not user.roles.exists():
        office = Office.objects.get(code=person.office) if person.office else None
        grant_role(user_id=user.pk, role=person.role, office_id=office.pk if office else None, actor=DEMO_ACTOR)
    if person.role in RoleAssignment.STAFF and not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, generate_totp_secret())


__all__ = ["PASSWORD", "PEOPLE", "DemoPerson", "make_demo", "make_demo_accounts"]
