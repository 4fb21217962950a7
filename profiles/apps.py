from collections.abc import Iterable

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfilesConfig(AppConfig):
    name = "profiles"
    verbose_name = _("Profiles")

    def ready(self) -> None:
        from profiles.files.strays import FOLDER, register_folder

        register_folder(FOLDER, _kept_documents)


def _kept_documents() -> Iterable[str]:
    from profiles.models import Document

    return Document.objects.filter(removed_at__isnull=True).values_list("file", flat=True).iterator()
