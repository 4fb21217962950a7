"""Who hears of a yearly notice: the one who sent it has a receipt."""

from collections.abc import Iterable

from django.urls import reverse

from permits.addresses import address_of
from permits.yearly.events import YearlyNoticeReceived
from permits.yearly.models import YearlyNotice
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers
from profiles.selectors import full_name


@announces(YearlyNoticeReceived)
def received(event: Event) -> Iterable[Notice]:
    notice = YearlyNotice.objects.select_related("permit__person").get(pk=event.payload["notice_id"])
    permit = notice.permit
    url = reverse("permits:permit", args=address_of(permit))
    about = full_name(permit.person) if permit.person.user_id is None else ""
    for user_id in hearers(permit.person):
        yield Notice(user_id, "permits/yearly/messages/received", {"notice": notice, "permit": permit}, url, about=about)
