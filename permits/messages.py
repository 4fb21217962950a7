"""Who hears of what happens to a permit by itself. What a decision made is told by the case."""

from collections.abc import Iterable

from django.urls import reverse

from permits.addresses import address_of
from permits.events import ChildsStayFollowed
from permits.models import Permit
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers
from profiles.selectors import full_name


@announces(ChildsStayFollowed)
def stay_followed(event: Event) -> Iterable[Notice]:
    permit = Permit.objects.select_related("person").get(pk=event.subject_id)
    about = full_name(permit.person) if permit.person.user_id is None else ""
    url = reverse("permits:permit", args=address_of(permit))
    for user_id in hearers(permit.person):
        yield Notice(user_id, "permits/messages/stay_followed", {"permit": permit}, url, about=about)
