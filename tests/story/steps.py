"""What people do in the story, by what they see. Works with scripts on and off."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.chromium import go
from tests.story import papers

DOCUMENTS = (
    "passport_scan", "passport_translation", "migration_card", "registration_notice", "insurance_policy", "medical_certificate", "photo",
    "exam_certificate",
)  # fmt: skip
Look = Callable[[Page, str], None]


def press(page: Page) -> None:
    """The primary button of the page's form."""
    go(page, page.locator("main form button.govuk-button:not(.govuk-button--secondary):not(.govuk-button--warning)").first)


def follow(page: Page) -> None:
    """The primary button that is a link."""
    go(page, page.locator("main a.govuk-button").first)


class Applicant:
    def __init__(self, page: Page, code_of: Callable[[str], str], look: Look) -> None:
        self.page, self.code_of, self.look = page, code_of, look

    def open_account(self, email: str) -> None:
        page = self.page
        page.goto("/cases/start/work-patent/")
        self.look(page, "what it costs and needs")
        press_last(page)
        self.look(page, "open an account")
        page.fill("input[name=email]", email)
        press(page)
        self.look(page, "enter the code")
        page.fill("input[name=code]", self.code_of(email))
        press(page)
        expect(page).to_have_url(re.compile("/cases/start/work-patent/"))

    def sign_in(self, email: str, *, old_code: str = "") -> None:
        page = self.page
        page.goto("/accounts/login/")
        self.look(page, "sign in")
        page.locator("#main-form [name=email]").fill(email)
        go(page, page.locator("#main-form button[type=submit]"))
        page.fill("input[name=code]", self.code_of(email))
        press(page)

    def begin(self) -> str:
        """The reference of the new draft."""
        self.page.goto("/cases/start/work-patent/")
        press_last(self.page)
        self.look(self.page, "the draft")
        return self.page.url.rstrip("/").rsplit("/", 1)[1]

    def fill_profile(self) -> None:
        page = self.page
        follow(page)
        self.look(page, "passport lines")
        page.fill("[name=lines]", papers.MRZ_ZARINA.lower().replace("\n", " "))
        press(page)
        self.look(page, "compare with the passport")
        expect(page.locator("[name=family_name]")).to_have_value("RAHIMOVA")
        page.fill("[name=issued_on]", "05 мар 2021")
        press(page)
        self.answer("name", family_name_ru="Рахимова", given_names_ru="Зарина")
        self.answer("birth-place", birth_place="Душанбе")
        self.answer("phone", phone="+992 93 555 01 23")
        follow(page)
        page.check("[name=purpose][value=work]")
        self.answer("entry", entered_on=papers.printed(-5), card_series="4612", card_number="1234567")
        follow(page)
        page.select_option("[name=region]", "77")
        self.answer("address", text="ул. Примерная, д. 1, кв. 2")

    def answer_questions(self) -> None:
        page = self.page
        follow(page)
        page.select_option("[name=region]", "77")
        self.answer("region")
        page.select_option("[name=profession]", "construction-worker")
        page.check("[name=employer][value=company]")
        self.answer("work")
        page.check("[name=kind][value=certificate]")
        self.answer("exam", issued_on=papers.printed(-20))
        page.check("[name=kind][value=policy]")
        self.answer("insurance", number="ДМС-77-0001", valid_from=papers.printed(-5), valid_until=papers.printed(360))
        self.answer("medical", issued_on=papers.printed(-3))

    def answer(self, name: str, **typed: str) -> None:
        assert f"/{name}/" in self.page.url, f"expected the page {name}, got {self.page.url}"
        for field, value in typed.items():
            self.page.fill(f"[name={field}]", value)
        self.look(self.page, f"question {name}")
        press(self.page)

    def add_documents(self, reference: str) -> None:
        page = self.page
        self.look(page, "documents")
        for kind in DOCUMENTS:
            self.upload(f"/cases/{reference}/documents/{kind}/", papers.picture(kind) if kind == "photo" else papers.pdf(kind))
        follow(page)

    def upload(self, address: str, file: Any) -> None:
        self.page.goto(address)
        self.look(self.page, "one document")
        self.page.set_input_files("[name=file]", files=[file])
        press(self.page)
        assert self.page.locator(".govuk-error-summary").count() == 0, self.page.locator(".govuk-error-summary").inner_text()

    def send(self) -> None:
        self.look(self.page, "check your answers")
        press_last(self.page)
        self.look(self.page, "sent")


def press_last(page: Page) -> None:
    """The button at the end of the reading path."""
    go(page, page.locator("main form button.govuk-button").last)


class Officer:
    def __init__(self, page: Page, code_of: Callable[[str], str], password: str, look: Look) -> None:
        self.page, self.code_of, self.password, self.look = page, code_of, password, look

    def sign_in(self, email: str) -> None:
        page = self.page
        page.goto("/admin/")
        expect(page).to_have_url(re.compile("/accounts/login/"))
        page.locator("details.govuk-details").first.evaluate("element => element.open = true")
        page.locator("#password-form [name=login]").fill(email)
        page.locator("#password-form [name=password]").fill(self.password)
        go(page, page.locator("#password-form button[type=submit]"))
        self.look(page, "second factor")
        page.locator("input[name=code]").first.fill(self.code_of(email))
        go(page, page.locator("main form button[type=submit]").first)
        expect(page).to_have_url(re.compile("/admin/"))
        self.look(page, "queue")

    def open(self, reference: str) -> None:
        self.page.goto(f"/admin/case/{reference}/")
        self.look(self.page, "case")

    def act(self, name: str) -> None:
        """Post one of the acts in the bar."""
        go(self.page, self.page.locator(f".officer-bar form[action$='/{name}/'] button"))

    def ask(self, reference: str, words: str, kind: str) -> None:
        self.page.goto(f"/admin/case/{reference}/?act=ask")
        self.page.fill("[name=text]", words)
        self.page.check(f"[name=document_kinds][value={kind}]")
        self.look(self.page, "ask the applicant")
        self._send()

    def propose_grant(self, reference: str) -> None:
        self.page.goto(f"/admin/case/{reference}/?act=grant")
        self.page.fill("[name=reason]", "Документы в порядке.")
        self.look(self.page, "propose to grant")
        self._send()

    def propose_refusal(self, reference: str, ground: str, words: str) -> None:
        self.page.goto(f"/admin/case/{reference}/?act=refuse&ground={ground}")
        self.page.fill("[name=reason]", words)
        self.look(self.page, "propose to refuse")
        self._send()

    def confirm(self, reference: str) -> None:
        self.page.goto(f"/admin/case/{reference}/")
        self.look(self.page, "second officer")
        go(self.page, self.page.locator("form[action$='/confirm/'] button"))

    def _send(self) -> None:
        go(self.page, self.page.locator("#act-form button[type=submit]").first)
