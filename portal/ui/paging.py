"""One page of a long list, with links that keep the rest of the address."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


@dataclass(frozen=True)
class Shown:
    """What stands on this page. The addresses are empty where there is no further page."""

    items: list[Any]
    previous_url: str
    next_url: str


def page_of(request: HttpRequest, found: QuerySet[Any], *, size: int, name: str = "page") -> Shown:
    """The page that the address asks for by `?name=`; the nearest one for a number that is none. `found` must be ordered."""
    page = Paginator(found, size).get_page(request.GET.get(name))
    return Shown(list(page), _url(request, page, name, -1), _url(request, page, name, 1))


def _url(request: HttpRequest, page: Page[Any], name: str, step: int) -> str:
    number = page.number + step
    if not 1 <= number <= page.paginator.num_pages:
        return ""
    query = request.GET.copy()
    query[name] = str(number)
    return f"{request.path}?{query.urlencode()}"


__all__ = ["Shown", "page_of"]
