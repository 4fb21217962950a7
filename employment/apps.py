from collections.abc import Iterable

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.ui import home


class EmploymentConfig(AppConfig):
    name = "employment"
    verbose_name = _("Employers")

    def ready(self) -> None:
        from employment import figures
        from employment.home import for_employer, for_worker, share_offer
        from employment.models import AuthorityProof
        from employment.public_check import ReceiptKeeper
        from patents.acts import register_offer
        from patents.proof_of_asking import register_keeper
        from profiles.files.strays import register_folder

        figures.register()
        home.register_section(home.TODAY + 1, for_worker)
        home.register_section(home.TODAY + 2, for_employer)
        register_keeper(ReceiptKeeper())
        register_offer(share_offer)
        register_folder(AuthorityProof.folder, _kept_proofs)


def _kept_proofs() -> Iterable[str]:
    from employment.models import AuthorityProof

    return AuthorityProof.objects.filter(removed_at=None).values_list("file", flat=True).iterator()
