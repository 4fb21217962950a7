from collections.abc import Iterable

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisputesConfig(AppConfig):
    name = "employment.disputes"
    verbose_name = _("Disputed checks")

    def ready(self) -> None:
        from employment.disputes.models import DisputeFile
        from profiles.files.strays import register_folder

        register_folder(DisputeFile.folder, _kept_files)


def _kept_files() -> Iterable[str]:
    from employment.disputes.models import DisputeFile

    return DisputeFile.objects.values_list("file", flat=True).iterator()
