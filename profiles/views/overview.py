"""What the portal knows about the person, what is missing, and who looked."""

from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from portal import clock
from portal.ui.components import SummaryRow, Task, rows
from portal.ui.formats import civil_date
from portal.ui.paging import page_of
from profiles import citizenships
from profiles.acting import beside, children_of
from profiles.looks import shown
from profiles.models import AccessRecord, Entry, IdentityDocument, Person
from profiles.rules.numbers import phone_shown
from profiles.selectors import access_history, documents_of, full_name
from profiles.services.family import coming_of_age
from profiles.views.base import OwnProfileMixin


@dataclass(frozen=True)
class Group:
    """One part of the profile and the page where it is changed."""

    title: Any
    change_url: str
    rows: list[SummaryRow]


class OverviewView(OwnProfileMixin, TemplateView):
    template_name = "profiles/overview.html"

    @property
    def back_url(self) -> str:
        return self.next_url or (reverse("profiles:children") if self.guardianship else "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        expired = self.facts.document_expires_on and self.facts.document_expires_on < clock.today()
        shown = {"tasks": self._tasks(), "facts": self.facts, "groups": self._groups(), "document_expired": expired}
        return super().get_context_data(missing=self.facts.missing, **shown, **self._of_child(), **kwargs)

    def _of_child(self) -> dict[str, Any]:
        if self.guardianship is None:
            return {}
        return {
            "ends_on": coming_of_age(self.guardianship.child),
            "end_url": self.page("end"),
            "hand_over_url": self.address("hand-over"),
        }

    def _tasks(self) -> list[Task]:
        documents = documents_of(self.person).count() if self.person else 0
        kept = ngettext("%(count)d document", "%(count)d documents", documents) % {"count": documents} if documents else ""
        personal = next((name for name, known in self._personal().items() if not known), "name")
        return [
            self._document_task(),
            self._task("personal", personal, _("Name in Russian letters, place of birth, phone"), ""),
            self._task("entry", "entry", _("Entry and migration card"), ""),
            Task(_("Entries and exits"), "", self.page("stays"), _("From them the portal counts the days you may still stay")),
            self._task("address", "address", _("Where you are registered"), ""),
            Task(
                _("Documents"),
                kept or _("None yet"),
                self.page("documents"),
                _("A document uploaded once serves every application"),
            ),
            *self._family_tasks(),
            Task(_("Who looked at the child’s data") if self.guardianship else _("Who looked at my data"), "", self.page("access")),
        ]

    def _document_task(self) -> Task:
        if self.guardianship:
            return self._task("passport", "document", _("The child’s document"), _("A passport, a birth certificate or an entry in yours"))
        return self._task(
            "passport", "passport", _("Passport"), _("The lines at the bottom of the page with your photo fill in most of it")
        )

    def _family_tasks(self) -> list[Task]:
        if self.guardianship is None:
            count = children_of(self.request.user).count() if self.person else 0
            said = ngettext("%(count)d child", "%(count)d children", count) % {"count": count} if count else _("None")
            return [Task(_("My children"), said, reverse("profiles:children"), _("You act for them until they turn 18"))]
        proof = self.guardianship.proof
        kept = proof is not None and proof.removed_at is None
        status, kind = (_("Done"), "") if kept else (_("To do"), "active")
        others = [full_name(row.guardian) for row in beside([self.guardianship])]
        acting = _("You and %(other)s") % {"other": others[0]} if others else _("You alone")
        return [
            Task(
                _("Proof of kinship"), status, self.page("proof"), "" if kept else _("An officer asks for it with every application"), kind
            ),
            Task(_("Who acts for the child, and who did what"), acting, self.address("guardians")),
        ]

    def _personal(self) -> dict[str, str]:
        known = self.facts
        return {"name": known.family_name_ru, "birth-place": known.birth_place, "phone": known.phone}

    def _task(self, part: str, page: str, title: str, hint: str) -> Task:
        done = part not in self.facts.missing
        status, kind = (_("Done"), "") if done else (_("To do"), "active")
        return Task(title, status, self.page(page), "" if done else hint, kind)

    def _groups(self) -> list[Group]:
        """What is known, by the page that asks for it; a part of which nothing is known is left out."""
        known = self.facts
        parts = (
            (
                _("Passport"), "passport",
                (_("Name"), known.full_name),
                (_("Document"), known.document_number and _document(known.document_kind, known.document_number)),
                (_("Issued"), civil_date(known.document_issued_on)),
                (_("Valid until"), civil_date(known.document_expires_on)),
                (_("Citizenship"), known.citizenship and citizenships.name_of(known.citizenship)),
                (_("Date of birth"), civil_date(known.birth_date)),
                (_("Sex"), known.sex and Person.Sex(known.sex).label),
            ),
            (_("Name in Russian letters"), "name", (_("Name"), known.full_name_ru)),
            (_("Place of birth"), "birth-place", (_("Place of birth"), known.birth_place)),
            (_("Phone"), "phone", (_("Phone"), phone_shown(known.phone))),
            (_("INN"), "inn", (_("INN"), known.inn or (_("Not told") if known.family_name else ""))),
            (
                _("Entry and migration card"), "entry",
                (_("Date of entry"), civil_date(known.entered_on)),
                (_("Purpose"), known.purpose and Entry.Purpose(known.purpose).label),
                (_("Migration card"), known.card_number and f"{known.card_series} {known.card_number}"),
                (_("Stay until"), civil_date(known.stay_until)),
            ),
            (
                _("Where you are registered"), "address",
                (_("Address"), known.address),
                (_("Registered until"), civil_date(known.registered_until)),
            ),
        )  # fmt: skip
        groups = (Group(title, self.page(page), rows(*pairs)) for title, page, *pairs in parts)
        return [group for group in groups if group.rows]


def _document(kind: str, number: str) -> str:
    return f"{IdentityDocument.Kind(kind).label}, {number}"


_LOOKED_AT: Final = {
    "case": gettext_lazy("Your application"),
    "document": gettext_lazy("Your document"),
    "queue": gettext_lazy("List of applications"),
    "patent": gettext_lazy("Your patent"),
    "card": gettext_lazy("The card of your patent"),
    "payment": gettext_lazy("Payment for a patent"),
    "dispute": gettext_lazy("A disputed check"),
    "profile": gettext_lazy("Your profile"),
    "guardianship": gettext_lazy("Who acts for the child"),
    "registration": gettext_lazy("Your registration"),
    "permit": gettext_lazy("Your document about stay or residence"),
    "appointment": gettext_lazy("Your appointment"),
}


def _reason(record: AccessRecord) -> str:
    """Some rows were once written with a number that means nothing to people, and rows are never edited."""
    if not record.reason or record.reason.startswith(("payment ", "permit ")):
        return ""
    return _(record.reason)


class AccessView(OwnProfileMixin, TemplateView):
    """Who looked at this person's data, when and why."""

    template_name = "profiles/access.html"
    page_size = 50

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        records = access_history(self.person) if self.person else AccessRecord.objects.none()
        page = page_of(self.request, records, size=self.page_size)
        looks = shown((record, _LOOKED_AT.get(record.what, record.what), _reason(record)) for record in page.items)
        return super().get_context_data(looks=looks, page=page, **kwargs)
