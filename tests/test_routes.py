"""Rule 13: one table says who may call which route and method; it is walked as every kind of person."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import IntConverter, SlugConverter, UUIDConverter

from cases.models import Case
from patents.models import Patent
from portal import clock
from portal.events.models import Event
from portal.notifications.models import Message
from profiles.models import Document
from tests.factories import make_case, make_office, make_patent, make_person, make_user, sign_in
from tests.route_objects import MADE
from tests.routes import PEOPLE, ROUTES, Row

pytestmark = pytest.mark.django_db

NOT_IN_TABLE = Row("", "")
LETTERS = {301: ">", 302: ">", 400: "b", 401: "!", 403: "x", 404: "0", 405: "4", 409: "r", 422: "r", 503: "s"}
DOORS = ("/accounts/login/", "/admin/login/")


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    converters: dict[str, Any]


@cache
def routes() -> tuple[Route, ...]:
    return tuple(_walk(get_resolver().url_patterns))


def _walk(patterns: list[Any], space: str = "", prefix: str = "", outer: dict[str, Any] | None = None) -> Iterator[Route]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        converters = {**(outer or {}), **pattern.pattern.converters}
        if isinstance(pattern, URLPattern):
            yield Route(f"{space}{pattern.name}" if pattern.name else f"<{address}>", address, converters)
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, inner, address, converters)


def row_of(name: str) -> Row | None:
    if name in ROUTES:
        return ROUTES[name]
    return next((row for key, row in ROUTES.items() if "*" in key and fnmatchcase(name, key)), None)


def test_every_route_is_in_the_table():
    assert [route.name for route in routes() if row_of(route.name) is None] == []


def test_every_row_of_the_table_is_a_route():
    names = [route.name for route in routes()]
    assert [key for key in ROUTES if not any(fnmatchcase(name, key) for name in names)] == []


def test_every_row_speaks_of_everybody():
    letters = set("o>d0x!4brs")
    for name, row in ROUTES.items():
        assert len(row.get) == len(row.post) == len(PEOPLE), name
        assert set(row.get + row.post) <= letters, name


class World:
    """One of everything that an address may name, and everybody who may come to it."""

    def __init__(self, case_status: str) -> None:
        here, elsewhere = make_office(), make_office("780-001")
        self.owner, self.other = make_user(), make_user()
        self.officer = make_user("officer", office=here)
        self.other_officer = make_user("officer", office=elsewhere)
        self.supervisor = make_user("supervisor", office=here)
        self.analyst, self.operator, self.employer = (make_user(role) for role in ("analyst", "operator", "employer"))
        self.person = make_person(self.owner)
        make_person(self.other)
        self.case: Case = make_case(case_status, person=self.person, office=here, officer=self.officer)
        self.document = Document.objects.create(
            person=self.person, kind="passport_scan", file="x/1.pdf", shown_name="p.pdf", content_type="application/pdf", size=9,
            sha256="0" * 64, uploaded_by=self.owner,
        )  # fmt: skip
        self.document.file.name = self.document.file.storage.save("x/1.pdf", ContentFile(b"%PDF-1.4\n"))
        self.document.save()
        self.message = self._message()
        self._patent: Patent | None = None
        self._made: dict[str, Any] = {}
        self.cookies = {who: sign_in(getattr(self, who)).cookies["sessionid"].value for who in PEOPLE if who != "anonymous"}

    @property
    def patent(self) -> Patent:
        if self._patent is None:
            done = make_case("granted", person=self.person, procedure="earlier", office=self.case.office, officer=self.officer)
            self._patent = make_patent("issued", case=done)
        return self._patent

    def made(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = MADE[name](self)
        return self._made[name]

    def client(self, who: str) -> Client:
        client = Client()
        if who in self.cookies:
            client.cookies["sessionid"] = self.cookies[who]
        return client

    def _message(self) -> Message:
        event = Event.objects.create(name="x.Y", occurred_at=clock.now(), actor_kind="system", subject_type="x.y", subject_id=1)
        return Message.objects.create(
            event=event, recipient=self.owner, channel="inbox", language="en", subject="News", body="Words.", next_attempt_at=clock.now()
        )

    def address(self, route: Route) -> str:
        if (row := row_of(route.name)) and row.address:
            return row.address
        return reverse(route.name, kwargs={name: self._value(route, name, kind) for name, kind in route.converters.items()})

    def _value(self, route: Route, name: str, kind: Any) -> Any:
        for key in (f"{route.name} {name}", name):  # an object of this route alone, or of every route that names one so
            if key in MADE:
                return self.made(key)
        if name == "reference":
            return self.case.reference
        if name in ("series", "number"):
            return getattr(self.patent, name)
        if isinstance(kind, UUIDConverter):
            return self.document.pk
        if isinstance(kind, IntConverter):
            return self.message.pk
        if isinstance(kind, SlugConverter):
            return {"code": "work-patent", "kind": "passport_scan", "page": "region"}.get(name, "x")
        return self._of_the_admin(route.name) if name == "object_id" else "x"

    def _of_the_admin(self, name: str) -> Any:
        """The first object of the table that an address like `admin:patents_patent_change` is about, or one that is not."""
        app, _, model = name.partition(":")[2].rpartition("_")[0].partition("_")
        if app not in apps.app_configs:
            return 0
        first = self.patent if model == "patent" else apps.get_model(app, model)._default_manager.order_by("pk").first()
        return first.pk if first else 0


def _File(content: bytes) -> Any:  # noqa: N802
    from django.core.files.base import ContentFile

    return ContentFile(content)


def letter(response: HttpResponse) -> str:
    if 200 <= response.status_code < 300:
        return "o"
    if response.status_code == 302 and response.headers["Location"].startswith(DOORS):
        return "d"
    return LETTERS.get(response.status_code, str(response.status_code))


@contextmanager
def undone() -> Iterator[None]:
    """A transaction that is rolled back, and that limits may stand in as they may in any test's own."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


def asked(route: Route, method: str, world: World) -> str:
    """What everybody gets, in the order of the table; each finds the world as it was made."""
    address, got = world.address(route), ""
    for who in PEOPLE:
        with undone():
            got += letter(getattr(world.client(who), method)(address))
    return got


def _once_by_row() -> list[Route]:
    """Every route; of those without a name, one for each row."""
    seen: set[int] = set()
    rows = [(route, row_of(route.name)) for route in routes()]
    return [route for route, row in rows if not route.name.startswith("<") or not (id(row) in seen or seen.add(id(row)))]  # type: ignore[func-returns-value]


WALKED = _once_by_row()
ROOMS = sorted({route.pattern.partition("/")[0] for route in WALKED})


def of_room(room: str) -> list[Route]:
    return [route for route in WALKED if route.pattern.partition("/")[0] == room]


@pytest.mark.parametrize("room", ROOMS)
def test_everybody_gets_what_the_table_says(room: str):
    world_with = cache(World)  # one for each status: every request to it is undone
    wrong = []
    for route in of_room(room):
        row = row_of(route.name) or NOT_IN_TABLE
        for method, said in (("get", row.get), ("post", row.post)):
            if (got := asked(route, method, world_with(row.case))) != said:
                wrong.append(f"{route.name} {method}: {got}, the table says {said}")
    assert wrong == [], ", ".join(PEOPLE)


@pytest.mark.parametrize("room", ["inbox", "profile", "cases", "patents", "api"])
def test_another_persons_object_answers_exactly_like_one_that_never_was(room: str):
    world = World("submitted")
    named = [route for route in of_room(room) if set(route.converters) & {"reference", "series", "number", "pk"}]
    assert named
    for route in named:
        there, never = (world.client("other").get(address) for address in (world.address(route), _never(world, route)))
        assert (there.status_code, _words(there)) == (never.status_code, _words(never)), route.name


def _never(world: World, route: Route) -> str:
    return (
        world.address(route)
        .replace(world.case.reference, "WP-0000-000000")
        .replace(f"/{world.patent.number}/", "/2600000000/")
        .replace(str(world.document.pk), "00000000-0000-4000-8000-000000000000")
        .replace(f"inbox/{world.message.pk}/", "inbox/999999/")
    )


def _words(response: HttpResponse) -> str:
    """The page without what differs between any two showings of it."""
    text = response.content.decode(errors="replace")
    return "" if response.status_code in (301, 302) else text.partition("<main")[2] or text


def test_the_demo_is_part_of_the_walk():
    assert settings.DEMO
