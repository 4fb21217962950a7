"""Who holds which role, and where; where an account is open."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from portal import clock
from portal.accounts.models import Office, RoleAssignment, User
from portal.edge.models import Session
from portal.edge.sessions import SessionStore, stored_key

Role = RoleAssignment.Role


def pk_of(user: User | AnonymousUser) -> int:
    """The account's key; 0, which belongs to nobody, for a stranger."""
    return user.pk or 0


def user_of(request: HttpRequest) -> User:
    """The person of a view that lets only signed-in people in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def roles_of(user: User | AnonymousUser) -> frozenset[tuple[str, int | None]]:
    """(role, office) pairs of an active user; nothing for a stranger. Read once per user object."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    if not hasattr(user, "_roles_read"):
        user._roles_read = frozenset(user.roles.values_list("role", "office_id"))  # type: ignore[attr-defined]
    roles: frozenset[tuple[str, int | None]] = user._roles_read  # type: ignore[attr-defined]
    return roles


def has_role(user: User | AnonymousUser, role: str, office: Office | int | None = None) -> bool:
    """Whether `user` holds `role`: in `office` when one is given, anywhere otherwise."""
    office_id = office.pk if isinstance(office, Office) else office
    return any(held == role and (office_id is None or office_id == where) for held, where in roles_of(user))


def offices_of(user: User | AnonymousUser) -> QuerySet[Office]:
    """The offices where `user` works as an officer or a supervisor."""
    return Office.objects.filter(pk__in=[where for _role, where in roles_of(user) if where is not None]).order_by("code")


def officers_of(office: Office | int) -> QuerySet[User]:
    return _staff_of(office, Role.OFFICER)


def supervisors_of(office: Office | int) -> QuerySet[User]:
    return _staff_of(office, Role.SUPERVISOR)


def operators() -> QuerySet[User]:
    return User.objects.filter(is_active=True, roles__role=Role.OPERATOR).order_by("pk")


def _staff_of(office: Office | int, role: str) -> QuerySet[User]:
    return User.objects.filter(is_active=True, roles__role=role, roles__office=office).order_by("pk")


@dataclass(frozen=True)
class OpenSession:
    """One browser in which the account is signed in. `key` ends it, and opens nothing."""

    key: str
    browser: str
    since: datetime | None
    is_current: bool


def open_sessions(user_id: int, *, current: str | None) -> list[OpenSession]:
    """Where the account is signed in, this browser first. `current` is the cookie of this session."""
    rows = Session.objects.filter(user_id=user_id, expire_date__gt=clock.now())
    mine = stored_key(current) if current else ""
    found = [_open_session(row, mine) for row in rows]
    return sorted(found, key=lambda place: (not place.is_current, -(place.since.timestamp() if place.since else 0)))


def _open_session(row: Session, mine: str) -> OpenSession:
    data = SessionStore().decode(row.session_data)
    moment = data.get("signed_in_at")
    since = datetime.fromtimestamp(moment, tz=UTC) if moment else None
    return OpenSession(key=row.session_key, browser=_browser(str(data.get("agent", ""))), since=since, is_current=row.session_key == mine)


_BROWSERS = (
    ("YaBrowser", "Яндекс Браузер"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")


def _browser(agent: str) -> str:
    """Firefox, Android: enough to know one's own devices; "" for what is not a browser."""
    name = next((shown for mark, shown in _BROWSERS if mark in agent), "")
    system = next((mark for mark in _SYSTEMS if mark in agent), "")
    return ", ".join(filter(None, [name, system]))


__all__ = [
    "OpenSession",
    "Role",
    "has_role",
    "officers_of",
    "offices_of",
    "open_sessions",
    "operators",
    "pk_of",
    "roles_of",
    "supervisors_of",
    "user_of",
]
