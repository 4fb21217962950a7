from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CardConfig(AppConfig):
    name = "patents.card"
    label = "patent_cards"
    verbose_name = _("Cards")
