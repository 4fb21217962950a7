"""People of the profile's tests: signed-in browsers, and a filled profile."""

from datetime import date
from typing import Any

from django.conf import settings
from django.test import Client

from portal.accounts.models import User
from portal.events.actor import actor_of
from profiles import services
from profiles.models import Person
from tests.factories import make_user, sign_in

ZARINA_LINES = "IDTJK4001234563<<<<<<<<<<<<<<<\n9203055F3103049TJK<<<<<<<<<<<6\nRAHIMOVA<<ZARINA<<<<<<<<<<<<<<"
ALISHER_LINES = "P<UZBKARIMOV<<ALISHER<RUSTAMOVICH<<<<<<<<<<<\nFA12345673UZB9001158M30011453010190123456702"


def migrant() -> User:
    return make_user()


def person(user: User | None = None) -> Person:
    return services.open_profile(user or migrant())


def officer() -> User:
    return make_user("officer")


def browser(user: User | None = None, *, language: str = "en") -> Client:
    """A browser of a signed-in user; staff with both factors."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    if user is None:
        return client
    return sign_in(user, client=client)


def identity(**fields: Any) -> services.IdentityData:
    known: dict[str, Any] = {
        "kind": "passport",
        "number": "400123456",
        "issuing_state": "TJ",
        "family_name": "RAHIMOVA",
        "given_names": "ZARINA",
        "birth_date": date(1992, 3, 5),
        "sex": "F",
        "citizenship": "TJ",
        "issued_on": date(2021, 3, 5),
        "expires_on": date(2031, 3, 4),
    }
    return services.IdentityData(**{**known, **fields})


def filled(user: User | None = None) -> Person:
    """A complete profile."""
    opened = person(user)
    actor = actor_of(opened.user)
    services.record_identity_document(person_id=opened.pk, data=identity(), actor=actor)
    details = {"family_name_ru": "Рахимова", "given_names_ru": "Зарина", "birth_place": "Душанбе", "phone": "+79161234567"}
    services.update_personal_details(person_id=opened.pk, details=details, actor=actor)
    services.record_entry(person_id=opened.pk, actor=actor, **ENTRY)
    services.record_address(person_id=opened.pk, region="77", text="Москва, Примерная ул., 1", registered_until=None, actor=actor)
    opened.refresh_from_db()
    return opened


ENTRY: dict[str, Any] = {
    "entered_on": date(2025, 11, 1),
    "purpose": "work",
    "card_series": "4510",
    "card_number": "1234567",
    "stay_until": date(2026, 1, 29),
}
