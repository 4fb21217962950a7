"""An applicant's browser without scripts: addresses, forms as they were shown, answers as a person types them."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from cases.models import Case
from portal import clock
from portal.accounts.models import User
from tests.factories import sign_in
from tests.profiles.hostile import pdf, upload


def browser(user: User, language: str = "en") -> Client:
    client = sign_in(user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    return client


def day(ago: int) -> str:
    """A day as a document prints it."""
    return (clock.today() - timedelta(days=ago)).strftime("%d.%m.%Y")


def typed() -> dict[str, dict[str, str]]:
    """What a person types on each question page."""
    return {
        "region": {"region": "77"},
        "work": {"profession": "bricklayer", "employer": "company"},
        "exam": {"kind": "certificate", "issued_on": day(100)},
        "insurance": {"kind": "policy", "number": "DMS 12-345", "valid_from": day(1), "valid_until": day(-364)},
        "medical": {"issued_on": day(5)},
    }


def url(case: Case, name: str = "case", *more: str) -> str:
    return reverse(f"cases:{name}", args=[case.reference, *more])


def answer(client: Client, case: Case, page: str, **fields: Any) -> Any:
    """Opens a question page and sends its form, with whatever `fields` say instead."""
    address = url(case, "question", page)
    shown = client.get(address)
    return client.post(address, {**typed()[page], "seen": shown.context["seen"], **fields})


def attach(client: Client, case: Case, kind: str, number: int = 0) -> Any:
    """Uploads a new file; `number` makes it differ from another one."""
    scan = upload(pdf(pages=1 + number), f"{kind}.pdf")
    return client.post(url(case, "attach", kind), {"file": scan})
