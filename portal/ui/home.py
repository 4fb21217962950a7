"""The home page is put together from sections that the services register; nothing here knows a service."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class HomeSection:
    """One part of the home page: `template` is rendered with `context`, under `title` when it has one."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    title: Any = ""

    @property
    def html(self) -> SafeString:
        return render_to_string(self.template, self.context)


SectionMaker = Callable[[HttpRequest], HomeSection | None]
_makers: list[tuple[int, SectionMaker]] = []
_public_makers: list[tuple[int, SectionMaker]] = []

# Agreed places, so that services need not know each other.
TODAY, WAITING_ON_YOU, COMING_UP, MY_APPLICATIONS = 10, 20, 30, 40


def register_section(order: int, maker: SectionMaker) -> None:
    """For signed-in people: show what `maker(request)` returns, smaller `order` first; None shows nothing.

    Call it in `AppConfig.ready`."""
    if (order, maker) not in _makers:
        _makers.append((order, maker))


def register_public_section(order: int, maker: SectionMaker) -> None:
    """The same for the home page of people who have not signed in."""
    if (order, maker) not in _public_makers:
        _public_makers.append((order, maker))


def sections(request: HttpRequest) -> list[HomeSection]:
    """The sections for the person of this request."""
    makers = _makers if request.user.is_authenticated else _public_makers
    made = [maker(request) for _, maker in sorted(makers, key=lambda entry: entry[0])]
    return [section for section in made if section is not None]
