"""Which officers may open a contract of employment: those whose office decided the patent for which it was sent."""

from typing import Any

from patents.models import ContractNotice
from patents.officer.decided import office_patents
from profiles.models import Document


def patent_that_shows(user: Any, document: Document) -> str:
    """The patent for whose sake this officer may read the document; "" when there is none."""
    patent = office_patents(user).filter(contract_notice__document=document).first()
    return str(patent) if patent else ""


def holds(document: Document) -> bool:
    """A contract that was sent stays in the profile."""
    return ContractNotice.objects.filter(document=document).exists()
