from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.ui import home


class PatentsConfig(AppConfig):
    name = "patents"
    verbose_name = _("Work patents")

    def ready(self) -> None:
        from patents import document_readers, extendable, figures, formats, status_source, stay_ground
        from patents import home as sections
        from permits import parents_stay
        from permits.extensions.extendable import register
        from permits.interim import grounds
        from permits.registration import terms
        from profiles.permissions import register_document_holder, register_document_reader

        formats.in_use()
        figures.register()
        home.register_section(home.TODAY, sections.today)
        home.register_section(home.WAITING_ON_YOU, sections.contract)
        home.register_section(home.WAITING_ON_YOU, sections.next_to_pay)
        home.register_section(home.COMING_UP, sections.reissue)
        register(extendable.PATENTS)
        status_source.register()
        register_document_reader(document_readers.patent_that_shows)
        register_document_holder(document_readers.holds)
        grounds.register(stay_ground.paid_patents)
        parents_stay.register(stay_ground.patent_terms)
        terms.register(stay_ground.registration_of_holders)
