"""Invented patents in later life: one that can be reissued now, and one whose annulment waits for a second officer."""

from patents.models import Annulment, Patent
from patents.services import propose_annulment
from patents.services.annulment import state_hash
from portal.accounts.models import User
from portal.events.actor import Actor

ENDS_SOON = "malika@demo.example"
WITHOUT_CONTRACT = "bahrom@demo.example"


def propose_to_annul() -> None:
    """An officer's proposal against the patent without a contract; nothing where it was made before, or there is no such patent."""
    patent = Patent.objects.filter(person__user__email=WITHOUT_CONTRACT, status=Patent.Status.ISSUED).first()
    if patent is None or Annulment.objects.filter(patent=patent).exists():
        return
    propose_annulment(
        patent_id=patent.pk,
        ground="NO_CONTRACT_COPY_2M",
        reason="Копия трудового договора не поступила в отделение в течение двух месяцев со дня выдачи патента.",
        seen=state_hash(patent),
        actor=Actor("officer", User.objects.get(email="ivanova@demo.example").pk),
    )
