"""Who hears of a registration: the guest of the notice, the host of the answer. The host hears the state and no more."""

from collections.abc import Iterable

from django.urls import reverse

from permits.registration.events import ArrivalConfirmed, ArrivalDenied, ArrivalEnded, ArrivalFiled
from permits.registration.models import ArrivalNotice
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers
from profiles.selectors import full_name


def _notice(event: Event) -> ArrivalNotice:
    return ArrivalNotice.objects.select_related("host", "guest", "permit").get(pk=event.subject_id)


def _to_guest(notice: ArrivalNotice, template: str) -> Iterable[Notice]:
    if notice.guest is None:
        return
    about = full_name(notice.guest) if notice.guest.user_id is None else ""
    for user_id in hearers(notice.guest):
        yield Notice(user_id, template, {"notice": notice}, reverse("registration:arrival", args=[notice.number]), about=about)


def _to_host(notice: ArrivalNotice, template: str) -> Notice:
    return Notice(notice.host.owner_id, template, {"notice": notice}, reverse("registration:filed", args=[notice.number]))


@announces(ArrivalFiled)
def filed(event: Event) -> Iterable[Notice]:
    return _to_guest(_notice(event), "permits/registration/messages/filed")


@announces(ArrivalConfirmed)
def confirmed(event: Event) -> Iterable[Notice]:
    notice = _notice(event)
    yield from _to_guest(notice, "permits/registration/messages/confirmed")
    yield _to_host(notice, "permits/registration/messages/answered")


@announces(ArrivalDenied)
def denied(event: Event) -> Iterable[Notice]:
    yield _to_host(_notice(event), "permits/registration/messages/answered")


@announces(ArrivalEnded)
def ended(event: Event) -> Iterable[Notice]:
    notice = _notice(event)
    yield from _to_guest(notice, "permits/registration/messages/ended")
    if notice.status == ArrivalNotice.Status.CANCELLED:
        yield _to_host(notice, "permits/registration/messages/answered")
