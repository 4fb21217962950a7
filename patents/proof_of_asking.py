"""Whoever signed in needs proof of having asked gets it from an upper floor, which registers here; nothing here knows it.

A visitor who is not signed in is asked nothing and kept nowhere by it."""

from typing import Any, Protocol

from django import forms
from django.http import HttpRequest

from portal.ui.home import HomeSection


class Keeper(Protocol):
    def fields(self, request: HttpRequest) -> dict[str, forms.Field]:
        """What the form of the check asks this person besides series and number; nothing when no proof is kept for them."""

    def notice(self, request: HttpRequest) -> HomeSection | None:
        """What this person must know before asking; None when no proof is kept for them."""

    def keep(self, request: HttpRequest, asked: dict[str, Any]) -> HomeSection | None:
        """Keep the proof of a question that was answered just now, and say so; None when there is none for this person."""


_keepers: list[Keeper] = []


def register_keeper(keeper: Keeper) -> None:
    """Call it in `AppConfig.ready`."""
    _keepers.append(keeper)


def fields_for(request: HttpRequest) -> dict[str, forms.Field]:
    if not request.user.is_authenticated:
        return {}
    return {name: field for keeper in _keepers for name, field in keeper.fields(request).items()}


def notices_for(request: HttpRequest) -> list[HomeSection]:
    if not request.user.is_authenticated:
        return []
    return [section for keeper in _keepers if (section := keeper.notice(request))]


def kept_for(request: HttpRequest, asked: dict[str, Any]) -> list[HomeSection]:
    if not request.user.is_authenticated:
        return []
    return [section for keeper in _keepers if (section := keeper.keep(request, asked))]


__all__ = ["Keeper", "fields_for", "kept_for", "notices_for", "register_keeper"]
