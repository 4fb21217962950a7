"""A migrant gets a work patent: the whole story in a browser, with scripts and without, in Russian and in English."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.accounts.demo import PASSWORD
from tests.stack import Stack, wait_for
from tests.story import papers
from tests.story.steps import Applicant, Officer, follow, press, press_last

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.xdist_group("story")]
SHOTS = os.environ.get("STORY_SHOTS")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


class Visit:
    """Browsers of one telling of the story. Every page that is looked at is checked."""

    def __init__(self, browser: Browser, portal: Stack, *, scripts: bool, language: str) -> None:
        self.browser, self.portal, self.scripts, self.language = browser, portal, scripts, language
        self.contexts: list[BrowserContext] = []
        self.faults: dict[str, Any] = {}
        self.strangers: set[str] = set()
        self.looked = 0

    def page(self, viewport: dict[str, int] = PHONE, *, scripts: bool | None = None) -> Page:
        """A new browser with no memory, in the language of the story."""
        on = self.scripts if scripts is None else scripts
        context = self.browser.new_context(base_url=self.portal.url, viewport=viewport, java_script_enabled=on, locale=self.language)
        context.add_cookies([{"name": "language", "value": self.language, "url": self.portal.url}])
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: self._note_request(request.url))
        page.on("response", lambda response: self._note_answer(response.url, response.status))
        return page

    def look(self, page: Page, name: str) -> None:
        """axe, as a person with a screen reader meets the page. STORY_SHOTS=folder keeps a picture of each page."""
        self.looked += 1
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{self.language}-{self.looked:03d}-{name.replace(' ', '-')}.png", full_page=True)
        if self.scripts:
            found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
            if found.violations_count:
                self.faults[name] = [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found.response["violations"]]

    def _note_request(self, url: str) -> None:
        if not url.startswith((self.portal.url, "data:", "blob:")):
            self.strangers.add(url)

    def _note_answer(self, url: str, status: int) -> None:
        if status >= 500:
            self.faults[url] = status

    def close(self) -> None:
        for number, context in enumerate(self.contexts):
            if SHOTS:
                context.pages[0].screenshot(path=f"{SHOTS}/{self.language}-last-{number}.png", full_page=True)
            context.close()


@pytest.fixture(params=[("scripts", "ru"), ("no-scripts", "en")], ids="-".join)
def visit(request: pytest.FixtureRequest, chromium: Browser, portal: Stack) -> Iterator[Visit]:
    scripts, language = request.param
    told = Visit(chromium, portal, scripts=scripts == "scripts", language=language)
    yield told
    told.close()
    assert told.faults == {}
    assert told.strangers == set()


def officer(visit: Visit, code_of: Callable[[str], str], name: str) -> Officer:
    person = Officer(visit.page(DESK), code_of, PASSWORD, visit.look)
    person.sign_in(f"{name}@demo.example")
    return person


def sent_application(visit: Visit, code_of: Callable[[str], str], email: str) -> tuple[Applicant, str]:
    """Sign up, fill the profile, answer, upload, send."""
    zarina = Applicant(visit.page(), code_of, visit.look)
    zarina.open_account(email)
    reference = zarina.begin()
    zarina.fill_profile()
    zarina.answer_questions()
    zarina.add_documents(reference)
    zarina.send()
    return zarina, reference


def test_zarina_gets_a_work_patent(visit: Visit, code_of: Callable[[str], str], tmp_path: Path) -> None:
    email = f"zarina-{visit.language}@demo.example"
    zarina = Applicant(visit.page(), code_of, visit.look)
    zarina.open_account(email)
    reference = zarina.begin()
    zarina.fill_profile()

    # Days later, another browser: the draft is where it was.
    zarina = Applicant(visit.page(), code_of, visit.look)
    zarina.sign_in(email)
    zarina.page.goto(f"/cases/{reference}/")
    zarina.answer_questions()
    zarina.add_documents(reference)
    key = zarina.page.locator("[name=submission_key]").input_value()
    token = zarina.page.locator("main form [name=csrfmiddlewaretoken]").input_value()
    zarina.send()
    expect(zarina.page.locator("main")).to_contain_text(reference)

    # The same form once more: one case, one submission.
    again = zarina.page.request.post(
        f"/cases/{reference}/send/", form={"submission_key": key, "csrfmiddlewaretoken": token}, headers={"Referer": visit.portal.url}
    )
    assert again.ok
    assert again.url.endswith(f"/cases/{reference}/sent/")
    zarina.page.goto("/cases/")
    expect(zarina.page.locator(f"main a[href$='/cases/{reference}/']")).to_have_count(1)
    receipt = zarina.page.request.get(f"/cases/{reference}/receipt.pdf")
    assert receipt.body().startswith(b"%PDF")
    wait_for("the message about the submission", lambda: reference in zarina.page.request.get("/inbox/").text())
    wait_for("the e-mail about the submission", lambda: reference in zarina.page.request.get("/demo/outbox/").text())

    # An officer of Moscow takes the case and asks for a better scan; a colleague cannot decide it meanwhile.
    ivanova = officer(visit, code_of, "ivanova")
    expect(ivanova.page.locator("body")).to_contain_text(reference)
    ivanova.open(reference)
    ivanova.act("take")
    ivanova.ask(reference, "Скан паспорта обрезан. Пришлите страницу с фото целиком.", "passport_scan")
    petrov = officer(visit, code_of, "petrov")
    petrov.open(reference)
    expect(petrov.page.locator(".officer-bar form, .officer-bar a")).to_have_count(0)
    smirnov = officer(visit, code_of, "smirnov")
    assert smirnov.page.request.get(f"/admin/case/{reference}/").status == 404

    zarina.page.goto("/")
    zarina.look(zarina.page, "home, waiting on you")
    follow(zarina.page)
    zarina.look(zarina.page, "answer the officer")
    zarina.upload(f"/cases/{reference}/documents/passport_scan/", papers.picture("better scan"))
    zarina.page.fill("[name=answer]", "Отправляю новый скан.")
    press(zarina.page)
    zarina.look(zarina.page, "status in review")

    # One officer proposes, the other confirms.
    ivanova.propose_grant(reference)
    ivanova.open(reference)
    expect(ivanova.page.locator("form[action$='/confirm/']")).to_have_count(0)
    petrov.confirm(reference)
    petrov.look(petrov.page, "granted")

    # She pays the first month and holds her patent.
    zarina.page.goto(f"/cases/{reference}/")
    zarina.look(zarina.page, "granted")
    follow(zarina.page)
    zarina.look(zarina.page, "patent before payment")
    follow(zarina.page)
    zarina.look(zarina.page, "pay")
    if zarina.page.request.get("/api/v1/patent-price/?region=77").status == 422:
        # A year whose price nobody has entered yet: nothing is charged by guess, and the page says so.
        expect(zarina.page.locator("main form button")).to_have_count(0)
        return
    press(zarina.page)
    zarina.look(zarina.page, "patent")
    series, number = zarina.page.url.rstrip("/").split("/")[-2:]
    paper = zarina.page.request.get(f"/patents/{series}/{number}/patent.pdf")
    assert paper.body().startswith(b"%PDF")

    # Anybody checks it.
    anyone = visit.page()
    anyone.goto("/check/")
    visit.look(anyone, "check")
    anyone.fill("[name=series]", f" {series}")
    anyone.fill("[name=number]", f"{number[:5]} {number[5:]}")
    press(anyone)
    visit.look(anyone, "check answer")
    expect(anyone.locator(".govuk-panel, .portal-panel").first).to_contain_text(re.compile("Действует сегодня|Valid today"))
    expect(anyone.locator("main")).not_to_contain_text("RAHIMOVA")

    # She sees who looked at her data.
    zarina.page.goto("/profile/access/")
    zarina.look(zarina.page, "who looked")
    expect(zarina.page.locator("main")).to_contain_text(reference)


def outbox(person: Applicant) -> str:
    return person.page.request.get("/demo/outbox/").text()


def test_a_refusal_says_why_and_how_to_appeal(visit: Visit, code_of: Callable[[str], str]) -> None:
    zarina, reference = sent_application(visit, code_of, f"refused-{visit.language}@demo.example")
    ivanova, petrov = officer(visit, code_of, "ivanova"), officer(visit, code_of, "petrov")
    ivanova.open(reference)
    ivanova.act("take")
    ivanova.propose_refusal(reference, "NO_DMS", "Полис не действует в Москве: в нём указан другой регион.")
    petrov.confirm(reference)
    zarina.page.goto(f"/cases/{reference}/")
    zarina.look(zarina.page, "refused")
    follow(zarina.page)
    zarina.look(zarina.page, "letter of refusal")
    expect(zarina.page.locator("main")).to_contain_text("Полис не действует в Москве")
    wait_for("the e-mail about the refusal", lambda: f"{reference} refused" in outbox(zarina) or f"{reference} отказано" in outbox(zarina))
    assert "Полис не действует" not in outbox(zarina)


def test_an_application_can_be_withdrawn(visit: Visit, code_of: Callable[[str], str]) -> None:
    zarina, reference = sent_application(visit, code_of, f"withdrawn-{visit.language}@demo.example")
    zarina.page.goto(f"/cases/{reference}/withdraw/")
    zarina.look(zarina.page, "withdraw")
    press_last(zarina.page)
    zarina.look(zarina.page, "withdrawn")
    ivanova = officer(visit, code_of, "ivanova")
    assert reference not in ivanova.page.content()
