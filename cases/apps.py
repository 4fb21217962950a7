from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.ui import home


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        from cases import document_readers
        from cases import home as sections
        from cases.procedures import discover
        from profiles.permissions import register_document_holder, register_document_reader

        discover()
        register_document_reader(document_readers.case_that_shows)
        register_document_holder(document_readers.holds)
        home.register_section(home.WAITING_ON_YOU, sections.waiting_on_you)
        home.register_section(home.MY_APPLICATIONS, sections.my_applications)
