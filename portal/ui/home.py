"""The home page of a signed-in person is put together from sections that the services register."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class HomeSection:
    """One part of the home page: `template` is rendered with `context`, under `title` when it has one."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    title: str = ""


SectionMaker = Callable[[HttpRequest], HomeSection | None]
_makers: list[tuple[int, SectionMaker]] = []

# Agreed places, so that services need not know each other.
TODAY, WAITING_ON_YOU, COMING_UP, MY_APPLICATIONS = 10, 20, 30, 40


def register_section(order: int, maker: SectionMaker) -> None:
    """Show what `maker(request)` returns, smaller `order` first; None shows nothing. Call it in `AppConfig.ready`."""
    if (order, maker) not in _makers:
        _makers.append((order, maker))


def sections(request: HttpRequest) -> list[HomeSection]:
    """The sections for the signed-in person of this request."""
    made = [maker(request) for _, maker in sorted(_makers, key=lambda entry: entry[0])]
    return [section for section in made if section is not None]
