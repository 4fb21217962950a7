"""The pages of the profile in a browser: the whole way, what is typed wrong, other tabs, other people."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import pytest
from django.test import Client
from django.test.client import encode_multipart

from portal.edge.limits import Limit
from profiles import permissions, services
from profiles.models import AccessRecord, Document, Entry, IdentityDocument, Person
from profiles.selectors import facts, mrz_agrees
from profiles.services import documents as document_services
from profiles.views import passport
from tests.profiles import hostile, people

pytestmark = pytest.mark.django_db
PAGES = ["", "passport/", "passport/by-hand/", "name/", "birth-place/", "phone/", "entry/", "address/", "documents/", "documents/add/",
         "documents/add/photo/", "access/"]  # fmt: skip
ENTRY = {"entered_on": "01.11.2025", "purpose": "work", "card_series": "45 10", "card_number": "123-4567", "stay_until": ""}


def text(response: Any) -> str:
    return str(response.content.decode())


def whole(response: Any) -> bytes:
    """The file, read to its end, which closes it."""
    return b"".join(response.streaming_content)


def without_token(response: Any) -> str:
    return re.sub('name="csrfmiddlewaretoken" value="[^"]*"', "", text(response))


def read_lines(browser: Client, lines: str, path: str = "/profile/passport/") -> Any:
    return browser.post(path, {"lines": lines, "version": ""})


def test_zarina_fills_her_profile_page_by_page() -> None:
    user = people.migrant()
    browser = people.browser(user)
    steps = [
        ("/profile/passport/", {"lines": people.ZARINA_LINES}),
        ("/profile/passport/check/", {"family_name": "RAHIMOVA", "given_names": "Zarina", "issued_on": "5.3.2021"}),
        ("/profile/name/", {"family_name_ru": "Рахимова", "given_names_ru": "Зарина"}),
        ("/profile/birth-place/", {"birth_place": "Душанбе"}),
        ("/profile/phone/", {"phone": "8 916 123-45-67"}),
    ]
    for number, (path, answers) in enumerate(steps):
        assert browser.get(path).status_code == 200
        following = steps[number + 1][0] if number + 1 < len(steps) else "/profile/"
        assert browser.post(path, answers)["Location"] == following
    assert browser.post("/profile/entry/", ENTRY)["Location"] == "/profile/"
    assert browser.post("/profile/address/", {"region": "77", "text": "Москва,\r\nПримерная ул., 1"})["Location"] == "/profile/"
    known = facts(Person.objects.get(user=user))
    assert known.missing == ()
    assert (known.document_number, known.citizenship, known.phone, known.card_series) == ("400123456", "TJ", "+79161234567", "4510")
    assert mrz_agrees(known) is True
    assert "RAHIMOVA Zarina" in text(browser.get("/profile/"))


def test_reading_pages_opens_no_profile() -> None:
    browser = people.browser(people.migrant())
    for page in PAGES:
        assert browser.get(f"/profile/{page}").status_code == 200
    assert Person.objects.count() == 0


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_sent_to_sign_in_and_employees_are_refused(page: str) -> None:
    assert people.browser().get(f"/profile/{page}").status_code == 302
    assert people.browser(people.officer()).get(f"/profile/{page}").status_code == 403


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_few_queries_and_they_do_not_grow_with_rows(page: str, language: str, django_assert_max_num_queries: Any) -> None:
    person = people.filled()
    fields = {"kind": "other", "shown_name": "x.pdf", "content_type": "application/pdf", "size": 1, "uploaded_by": person.user}
    Document.objects.bulk_create(Document(person=person, **fields) for _document in range(30))
    officer = people.officer()
    AccessRecord.objects.bulk_create(AccessRecord(person=person, reader=officer, reader_role="officer", what="case") for _look in range(60))
    browser = people.browser(person.user, language=language)
    with django_assert_max_num_queries(15):
        assert browser.get(f"/profile/{page}").status_code == 200


# ---- what is typed wrong


def test_wrong_lines_are_named_all_at_once_and_stay_as_typed() -> None:
    browser = people.browser(people.migrant())
    typed = people.ZARINA_LINES.replace("9203055", "9203054").replace("RAHIMOVA", "RAH1MOVA").lower()
    page = text(read_lines(browser, typed))
    assert "Line 2, date of birth (positions 1–6): the check digit does not fit." in page
    assert "Line 3, names (position 4): “1” cannot stand here. Is position 4 perhaps the letter I and not the digit 1?" in page
    assert "rah1mova&lt;&lt;zarina" in page
    assert Person.objects.count() == 0


def test_the_same_words_in_russian() -> None:
    browser = people.browser(people.migrant(), language="ru")
    page = text(read_lines(browser, people.ZARINA_LINES.replace("9203055", "9203054")))
    assert "Строка 2, дата рождения (знаки 1–6): контрольная цифра не сходится" in page


def test_the_lines_of_a_specimen_are_refused() -> None:
    lines = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
    assert "belong to a specimen" in text(read_lines(people.browser(people.migrant()), lines))


def test_a_name_that_the_lines_do_not_say_is_refused() -> None:
    browser = people.browser(people.migrant())
    read_lines(browser, people.ZARINA_LINES)
    page = browser.post("/profile/passport/check/", {"family_name": "KARIMOVA", "given_names": "ZARINA", "issued_on": "05.03.2021"})
    assert "The lines say “RAHIMOVA”" in text(page)
    assert "KARIMOVA" in text(page)


def test_lines_that_are_gone_from_the_session_are_asked_again() -> None:
    browser = people.browser(people.migrant())
    response = browser.post("/profile/passport/check/", {"family_name": "X", "issued_on": "05.03.2021"})
    assert response["Location"] == "/profile/passport/"
    assert "Type the lines once more" in text(browser.get("/profile/passport/"))


BY_HAND = {
    "kind": "passport", "number": "fa 1234-567", "issuing_state": "UZ", "family_name": "Karimov", "given_names": "",
    "birth_date": "15.01.1990", "sex": "M", "citizenship": "UZ", "issued_on": "14 JAN 2020", "expires_on": "",
}  # fmt: skip


def test_everything_can_be_typed_by_hand() -> None:
    user = people.migrant()
    assert people.browser(user).post("/profile/passport/by-hand/", BY_HAND)["Location"] == "/profile/name/"
    known = facts(Person.objects.get(user=user))
    assert (known.document_number, known.document_expires_on, known.given_names) == ("FA1234567", None, "")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"birth_date": "31.02.1990"}, "There is no such day"),
        ({"birth_date": "29.02.2023"}, "There is no such day"),
        ({"birth_date": "01.01.2099"}, "or earlier"),
        ({"birth_date": "0001-01-01"}, "or later"),
        ({"birth_date": "9999-12-31"}, "or earlier"),
        ({"birth_date": "١٥.٠١.١٩٩٠"}, "Enter the date as on the document"),
        ({"issued_on": "14.01.1980"}, "cannot be issued before the birth"),
        ({"expires_on": "13.01.2020"}, "cannot expire before it is issued"),
        ({"family_name": "Каримов"}, "Latin letters"),
        ({"family_name": "Karimov😀"}, "Latin letters"),
        ({"family_name": "<script>alert(1)</script>"}, "Latin letters"),
        ({"family_name": "{{7*7}}"}, "Latin letters"),
        ({"family_name": "K" * 201}, "longer than 200"),
        ({"family_name": "Kari\x00mov"}, "characters that cannot be kept"),
        ({"number": "№"}, "A number holds Latin letters and digits"),
        ({"number": "9" * 41}, "longer than 40"),
        ({"citizenship": "RU1"}, "not one of the available choices"),
        ({"sex": "Z"}, "not one of the available choices"),
        ({"version": "9" * 5000}, "version"),
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_is_kept(wrong: dict[str, str], said: str) -> None:
    user = people.migrant()
    response = people.browser(user).post("/profile/passport/by-hand/", {**BY_HAND, **wrong})
    assert response.status_code == 200
    assert said in text(response)
    assert not Person.objects.filter(user=user).exclude(family_name="").exists()
    if "number" not in wrong:
        assert "fa 1234-567" in text(response)


@pytest.mark.parametrize("name", ["K", "O'" + "K" * 190, "Ng", "Å", "O\u02bbktamov", "Ka\u0301rimov", "\u202eKarimov"])
def test_names_of_many_shapes_are_kept(name: str) -> None:
    user = people.migrant()
    assert people.browser(user).post("/profile/passport/by-hand/", {**BY_HAND, "family_name": name}).status_code == 302
    assert "\u202e" not in Person.objects.get(user=user).family_name


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"entered_on": "tomorrow"}, "Enter the date as on the document"),
        ({"entered_on": "01.01.2100"}, "or earlier"),
        ({"stay_until": "31.10.2025"}, "cannot end before the day of entry"),
        ({"card_series": "45"}, "The series has 4 digits"),
        ({"card_number": "١٢٣٤٥٦٧"}, "The number has 7 digits"),
        ({"purpose": ""}, "Choose the purpose"),
    ],
)
def test_a_wrong_migration_card_is_refused_beside_the_field(wrong: dict[str, str], said: str) -> None:
    response = people.browser(people.migrant()).post("/profile/entry/", {**ENTRY, **wrong})
    assert said in text(response)
    assert Entry.objects.count() == 0


def test_fields_that_the_form_does_not_have_change_nothing() -> None:
    person = people.filled()
    people.browser(person.user).post(
        "/profile/birth-place/", {"birth_place": "Ош", "citizenship": "RU", "user": "1", "birth_date": "1950-01-01"}
    )
    known = facts(Person.objects.get(pk=person.pk))
    assert (known.birth_place, known.citizenship, known.birth_date) == ("Ош", "TJ", people.identity().birth_date)


def test_a_second_tab_is_told_and_keeps_what_it_typed() -> None:
    person = people.filled()
    browser = people.browser(person.user)
    old = {"birth_place": "Худжанд", "version": str(person.version)}
    browser.post("/profile/phone/", {"phone": "+79160000000", "version": str(person.version)})
    page = text(browser.post("/profile/birth-place/", old))
    assert "This page is out of date" in page
    assert "Худжанд" in page
    person.refresh_from_db()
    assert f'value="{person.version}"' in page
    assert browser.post("/profile/birth-place/", {**old, "version": str(person.version)}).status_code == 302


def test_the_language_switch_keeps_what_is_typed_and_judges_nothing() -> None:
    browser = people.browser(people.migrant(), language="en")
    page = text(browser.post("/profile/entry/", {**ENTRY, "card_series": "not yet", "_language": "ru"}))
    assert "Дата въезда" in page
    assert "not yet" in page
    assert "govuk-error-summary" not in page


# ---- coming from an application


def test_the_profile_leads_back_to_the_application() -> None:
    browser = people.browser(people.filled().user)
    assert browser.post("/profile/entry/?next=/cases/WP-1/", ENTRY)["Location"] == "/cases/WP-1/"
    assert 'href="/cases/WP-1/"' in text(browser.get("/profile/entry/?next=/cases/WP-1/"))


def test_the_way_back_is_kept_over_several_pages() -> None:
    browser = people.browser(people.migrant())
    way = f"?next={quote('/cases/WP-1/', safe='')}"
    assert read_lines(browser, people.ZARINA_LINES, f"/profile/passport/{way}")["Location"] == f"/profile/passport/check/{way}"


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil",
        "\t//evil",
        "/%09/evil.example/" * 30,
        "cases/",
    ],
)
def test_no_other_place_is_led_to(evil: str) -> None:
    browser = people.browser(people.filled().user)
    response = browser.post(f"/profile/entry/?next={quote(evil)}", ENTRY)
    assert response["Location"] == "/profile/"


# ---- documents


def add(browser: Client, content: bytes, kind: str = "passport_scan", **fields: str) -> Any:
    return browser.post(f"/profile/documents/add/{kind}/", {"file": hostile.upload(content, "../скан.pdf"), **fields})


def test_a_document_is_added_seen_and_removed() -> None:
    user = people.migrant()
    browser = people.browser(user)
    assert browser.post("/profile/documents/add/", {"kind": "passport_scan"})["Location"] == "/profile/documents/add/passport_scan/"
    assert add(browser, hostile.pdf(), valid_until="14.06.2031")["Location"] == "/profile/documents/"
    document = Document.objects.get()
    assert "скан.pdf" in text(browser.get("/profile/documents/"))
    assert browser.get(f"/profile/documents/{document.pk}/remove/").status_code == 200
    assert browser.post(f"/profile/documents/{document.pk}/remove/")["Location"] == "/profile/documents/"
    assert browser.get(f"/profile/documents/{document.pk}/").status_code == 404


@pytest.mark.parametrize(("content", "said"), [(b"", "The file is empty"), (b"MZ\x90", "not a PDF, JPEG or PNG"), (b"%PDF-", "damaged")])
def test_a_refused_file_is_explained_beside_the_field(content: bytes, said: str) -> None:
    response = add(people.browser(people.migrant()), content)
    assert response.status_code == 200
    assert said in text(response)
    assert Document.objects.count() == 0


def test_a_file_beyond_the_limit_is_explained(settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    assert "larger than 1 MB" in text(add(people.browser(people.migrant()), b"%PDF-" + b"x" * 1024 * 1024))


def test_a_date_typed_wrong_keeps_no_file() -> None:
    assert add(people.browser(people.migrant()), hostile.pdf(), valid_until="31.02.2027").status_code == 200
    assert Document.objects.count() == 0


def test_a_kind_that_does_not_exist_is_not_found() -> None:
    browser = people.browser(people.migrant())
    assert browser.get("/profile/documents/add/visa_of_mars/").status_code == 404
    assert browser.post("/profile/documents/add/", {"kind": "visa_of_mars"}).status_code == 200


def test_a_file_leaves_only_as_a_harmless_attachment() -> None:
    user = people.migrant()
    browser = people.browser(user)
    content = hostile.pdf()
    add(browser, content)
    response = browser.get(f"/profile/documents/{Document.objects.get().pk}/")
    assert whole(response) == content
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_only_a_picture_is_shown_inline() -> None:
    browser = people.browser(people.migrant())
    add(browser, hostile.pdf(), "other")
    add(browser, hostile.picture(), "photo")
    for kind, disposition in (("other", "attachment"), ("photo", "inline")):
        response = browser.get(f"/profile/documents/{Document.objects.get(kind=kind).pk}/?inline=1")
        assert whole(response)
        assert response["Content-Disposition"].startswith(disposition)
        assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize("suffix", ["", "?inline=1", "remove/"])
def test_another_persons_document_answers_like_one_that_never_existed(suffix: str) -> None:
    add(people.browser(owner := people.migrant()), hostile.pdf())
    document = Document.objects.get(person__user=owner)
    never = "/profile/documents/00000000-0000-4000-8000-000000000000/"
    for reader in (people.migrant(), people.officer()):
        browser = people.browser(reader)
        theirs, missing = browser.get(f"/profile/documents/{document.pk}/{suffix}"), browser.get(never + suffix)
        assert theirs.status_code == missing.status_code
        assert without_token(theirs) == without_token(missing)
    browser = people.browser(people.migrant())
    assert browser.post(f"/profile/documents/{document.pk}/remove/").status_code == 404
    assert Document.objects.get().removed_at is None
    assert AccessRecord.objects.count() == 0


def test_an_officer_with_a_reason_reads_it_and_the_person_sees_that(monkeypatch: pytest.MonkeyPatch) -> None:
    owner, officer = people.migrant(), people.officer()
    monkeypatch.setattr(permissions, "_document_readers", [lambda user, document: "WP-26-0001" if user == officer else ""])
    add(people.browser(owner), hostile.pdf())
    path = f"/profile/documents/{Document.objects.get().pk}/"
    assert people.browser(people.officer()).get(path).status_code == 404
    assert whole(people.browser(officer).get(path)).startswith(b"%PDF")
    page = text(people.browser(owner).get("/profile/access/"))
    assert "WP-26-0001" in page
    assert "Office 770-001" in page
    assert officer.email not in page
    assert "Отделение 770-001" in text(people.browser(owner, language="ru").get("/profile/access/"))


def test_the_same_look_again_within_an_hour_is_counted_not_listed() -> None:
    person, officer, other = people.person(), people.officer(), people.officer()
    looked = [(officer, "WP-1"), (officer, "WP-2"), (officer, "WP-1"), (other, "WP-1"), (officer, "WP-1"), (officer, "WP-1")]
    for minute, (reader, reason) in zip((50, 51, 52, 53, 54, 65), looked, strict=True):
        with patch("django.utils.timezone.now", return_value=datetime(2026, 11, 25, 9, 0, tzinfo=UTC) + timedelta(minutes=minute)):
            services.record_access(person_id=person.pk, reader=reader, what="case", reason=reason)
    page = people.browser(person.user).get("/profile/access/")
    looks = page.context["looks"]
    assert [(look.reason, look.times) for look in looks] == [("WP-1", 1), ("WP-1", 3), ("WP-1", 1), ("WP-2", 1)]
    assert "· 3 times since 12:50" in " ".join(text(page).split())


def test_a_person_is_not_told_about_looks_at_others() -> None:
    services.record_access(person_id=people.person().pk, reader=people.officer(), what="case", reason="WP-OTHER")
    assert "WP-OTHER" not in text(people.browser(people.person().user).get("/profile/access/"))


def test_a_document_that_stays_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = people.browser(people.migrant())
    add(browser, hostile.pdf())
    monkeypatch.setattr(permissions, "_holders", [lambda document: True])
    path = f"/profile/documents/{Document.objects.get().pk}/remove/"
    assert "This document stays" in text(browser.get(path))
    assert "holds this document" in text(browser.post(path, follow=True))


def test_a_full_profile_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_services, "MAX_DOCUMENTS", 0)
    assert "the most it can keep" in text(add(people.browser(people.migrant()), hostile.pdf()))


@pytest.mark.parametrize("page", ["0", "-1", "9" * 400, "x", "١"])
def test_any_page_number_is_answered(page: str) -> None:
    assert people.browser(people.person().user).get("/profile/access/", {"page": page}).status_code == 200


class _GoneAtHalf:
    """A client that sends half of what it announced and vanishes."""

    def __init__(self, content: bytes) -> None:
        self.rest = [content[: len(content) // 2]]

    def read(self, *_size: int) -> bytes:
        if not self.rest:
            raise ConnectionResetError
        return self.rest.pop()

    readline = read


def test_a_client_that_vanishes_midway_leaves_nothing() -> None:
    user = people.migrant()
    body = encode_multipart("x", {"file": hostile.upload(hostile.picture(size=(2000, 2000)))})
    broken: Any = {"wsgi.input": _GoneAtHalf(body), "CONTENT_LENGTH": str(len(body))}
    response = people.browser(user).generic("POST", "/profile/documents/add/photo/", b"", "multipart/form-data; boundary=x", **broken)
    assert response.status_code < 500
    assert (Document.objects.count(), Person.objects.count()) == (0, 0)


def test_nobody_types_one_number_of_a_document_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passport, "DOCUMENTS", Limit("test_documents", 2, 3600))
    user, other = people.migrant(), people.migrant()
    client = people.browser(user)
    for number in ("401234561", "401234562"):
        assert client.post("/profile/passport/by-hand/", {**BY_HAND, "number": number}).status_code == 302
    refused = client.post("/profile/passport/by-hand/", {**BY_HAND, "number": "401234563"})
    assert "Too many requests" in refused.content.decode()
    assert IdentityDocument.objects.get(person__user=user, is_current=True).number == "401234562"
    assert people.browser(other).post("/profile/passport/by-hand/", BY_HAND).status_code == 302
