"""Patents and acts for the tests of a patent's later life."""

from datetime import date, timedelta
from typing import Any

from patents import services
from patents.ledgers import price_or_none
from patents.models import Annulment, Patent
from patents.services.annulment import shown_hash, state_hash
from portal.accounts.models import User
from portal.events.actor import actor_of
from portal.legal.calendar import add_months
from tests.factories import make_applicant, make_case, make_document, make_patent, make_payment, make_user


def in_force(today: date, *, issued_on: date | None = None, months: int | None = None, **fields: Any) -> Patent:
    """A patent issued two months before `today` unless said otherwise, and paid for `months`: by default so many that `today` is
    covered with three weeks to spare."""
    begun = issued_on or add_months(today, -2)
    months = months or next(count for count in range(1, 13) if count == 12 or _through(begun, count) >= today + timedelta(days=20))
    base = {"issued_on": begun, "granted_on": begun, "expires_on": _through(begun, 12), "paid_through": _through(begun, months)}
    case = make_case("granted", person=make_applicant())
    patent = make_patent("issued", case=case, **{**base, "profession": "bricklayer", **fields})
    price = price_or_none(patent.region, begun)
    assert price is not None
    make_payment(patent, amount=price * months, paid_on=begun)
    return patent


def _through(begun: date, months: int) -> date:
    return add_months(begun, months) - timedelta(days=1)


def officers() -> tuple[User, User]:
    return make_user("officer"), make_user("officer")


def proposed(patent: Patent, officer: User | None = None, **fields: Any) -> Annulment:
    base = {"ground": "NO_CONTRACT_COPY_2M", "reason": "Копия договора не поступила.", "seen": state_hash(patent)}
    return services.propose_annulment(patent_id=patent.pk, actor=actor_of(officer or make_user("officer")), **{**base, **fields})


def confirmed(annulment: Annulment, on: date, officer: User | None = None, **fields: Any) -> Annulment:
    """By a second officer who looks at the patent as it is now; `content_hash` says that she looked earlier."""
    base = {"content_hash": seen(annulment), "on": on, **fields}
    return services.confirm_annulment(annulment_id=annulment.pk, actor=actor_of(officer or make_user("officer")), **base)


def seen(annulment: Annulment) -> str:
    """What the page shows a second officer who looks at it now."""
    return shown_hash(annulment, Patent.objects.get(pk=annulment.patent_id))


def sent_contract(patent: Patent, on: date, **fields: Any) -> Any:
    document = fields.pop("document", None) or make_document(patent.person, "contract_copy")
    base = {"document_id": document.pk, "employer_name": "ООО «Пример»", "employer_inn": "", "on": on}
    return services.send_contract_notice(patent_id=patent.pk, actor=actor_of(patent.person.user), **{**base, **fields})
