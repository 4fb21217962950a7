"""The address of an office's waiting screen."""

import secrets

from django.db import transaction

from appointments.board.events import ScreenOpened
from appointments.board.models import Screen
from appointments.models import Reception
from portal.events.actor import Actor
from portal.events.services import emit


@transaction.atomic
def open_screen(*, reception_id: int, actor: Actor) -> Screen:
    """A new address that nobody can guess; the former one shows nothing any more."""
    reception = Reception.objects.select_for_update(of=("self",)).get(pk=reception_id)
    screen, _made = Screen.objects.update_or_create(reception=reception, defaults={"key": secrets.token_urlsafe(16)})
    emit(ScreenOpened(screen_id=screen.pk), actor=actor)
    return screen


__all__ = ["open_screen"]
