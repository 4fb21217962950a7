"""The officers' site: Unfold's look, one door, and a menu to which every room adds its own entries.

It knows no room. Rooms register their tables (`<app>/admin.py`), their pages (`site.add_pages`) and their menu
entries (`site.add_menu`). Who holds a role and whether a session is complete is told by the accounts room
(`site.connect`); until it has spoken nobody comes in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

Visible = Callable[[HttpRequest], bool]


@dataclass(frozen=True)
class MenuItem:
    """One line of the menu. `url_name` is a page of the site; the first visible line is what `/admin/` opens."""

    title: Any
    icon: str
    url_name: str
    visible: Visible
    order: int
    group: str = "work"  # "work" or "registries"
    query: str = ""

    @property
    def link(self) -> str:
        return reverse(f"admin:{self.url_name}") + self.query


class PortalAdminSite(UnfoldAdminSite):
    """The one site at `/admin/`. Nothing on it deletes facts or edits a status."""

    def __init__(self) -> None:
        super().__init__("admin")
        self._pages: list[Callable[[], list[URLPattern]]] = []
        self._menu: list[MenuItem] = []
        self._is_complete: Callable[[HttpRequest, Any], bool] | None = None
        self._has_role: Callable[[Any, str], bool] | None = None

    # ---- what rooms register

    def connect(self, *, is_complete: Callable[[HttpRequest, Any], bool], has_role: Callable[[Any, str], bool]) -> None:
        """`is_complete(request, user)`: a second factor opened this session. `has_role(user, role)`."""
        self._is_complete, self._has_role = is_complete, has_role

    def add_pages(self, urls: Callable[[], list[URLPattern]]) -> None:
        """Pages of a room. Their views come wrapped in `site.admin_view`."""
        self._pages.append(urls)

    def add_menu(self, *items: MenuItem) -> None:
        self._menu = sorted([*self._menu, *items], key=lambda item: item.order)

    # ---- who may come in

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        if not (user.is_active and getattr(user, "is_staff", False)) or self._is_complete is None:
            return False
        return self._is_complete(request, user)

    def holds(self, request: HttpRequest, *roles: str) -> bool:
        """Whether the signed-in member of staff holds one of these roles."""
        return self._has_role is not None and any(self._has_role(request.user, role) for role in roles)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """No sign-in form of its own: everybody uses the site's door. Who is in and still has no right stays outside."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        wanted = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
            wanted = reverse("admin:index")
        return redirect_to_login(wanted, reverse("account_login"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method != "POST":
            return redirect("account_logout")
        logout(request)
        return redirect("home")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_change_password")

    # ---- pages

    def extra_urls(self) -> list[URLPattern]:
        return [pattern for urls in self._pages for pattern in urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """`/admin/` is the first page of one's work: for an officer, the queue."""
        first = next((item for item in self._menu if item.visible(request)), None)
        return redirect(first.link) if first else super().index(request, extra_context)

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """Unfold's search over the menu. Its page number is taken as it comes, so only the first page is asked for."""
        query = request.GET.copy()
        query.pop("page", None)
        request.GET = query  # type: ignore[assignment]
        found: HttpResponseBase = super().search(request, extra_context)
        return found

    def menu(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The sidebar as Unfold draws it: the work of this person, then the registries they may read."""
        groups = {"work": _("Work"), "registries": _("Registries")}
        drawn = [{"title": title, "separator": key != "work", "items": self._lines(request, key)} for key, title in groups.items()]
        return [group for group in drawn if group["items"]]

    def _lines(self, request: HttpRequest, group: str) -> list[dict[str, Any]]:
        items = [item for item in self._menu if item.group == group and item.visible(request)]
        current = _current(items, request)
        return [{"title": item.title, "icon": item.icon, "link": item.link, "active": item is current} for item in items]


def _current(items: Sequence[MenuItem], request: HttpRequest) -> MenuItem | None:
    """The line of this very address, else the line of this page."""
    address = request.get_full_path()
    exact = next((item for item in items if item.link == address), None)
    return exact or next((item for item in items if item.link.partition("?")[0] == request.path), None)


site = PortalAdminSite()


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """Named in UNFOLD["SIDEBAR"]["navigation"]."""
    return site.menu(request)
