"""Translations: complete, without contradictions, with the right plurals."""

import gettext

import pytest

from portal.ui import catalogues, completeness, extraction

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n{extra}"\n\n'


def write(folder, name, body, extra=""):
    path = folder / "ru" / f"{name}.po"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEADER.format(extra=extra) + body, encoding="utf-8")


def test_every_word_has_its_russian_translation_and_every_translation_its_word():
    assert completeness.report("ru").lines() == []


def test_rooms_are_merged_into_one_catalogue(tmp_path):
    write(tmp_path, "cases", 'msgid "Case"\nmsgstr "Дело"\n')
    write(tmp_path, "patents", 'msgid "Patent"\nmsgstr "Патент"\n')
    assert catalogues.compile_language("ru", tmp_path) is True
    with (tmp_path / "ru" / "LC_MESSAGES" / "django.mo").open("rb") as compiled:
        russian = gettext.GNUTranslations(compiled)
    assert (russian.gettext("Case"), russian.gettext("Patent")) == ("Дело", "Патент")


def test_plurals_are_russian(tmp_path):
    write(tmp_path, "ui", 'msgid "%d day"\nmsgid_plural "%d days"\nmsgstr[0] "%d день"\nmsgstr[1] "%d дня"\nmsgstr[2] "%d дней"\n')
    catalogues.compile_language("ru", tmp_path)
    with (tmp_path / "ru" / "LC_MESSAGES" / "django.mo").open("rb") as compiled:
        russian = gettext.GNUTranslations(compiled)
    said = {
        number: russian.ngettext("%d day", "%d days", number) % number for number in (0, 1, 2, 5, 11, 12, 14, 21, 22, 25, 101, 111, 112)
    }
    assert {number for number, text in said.items() if text.endswith("день")} == {1, 21, 101}
    assert {number for number, text in said.items() if text.endswith("дня")} == {2, 22}


def test_two_translations_of_the_same_words_are_an_error(tmp_path):
    write(tmp_path, "cases", 'msgid "State"\nmsgstr "Состояние"\n')
    write(tmp_path, "patents", 'msgid "State"\nmsgstr "Статус"\n')
    with pytest.raises(catalogues.CatalogueError, match=r"cases.po and patents.po translate 'State' differently"):
        catalogues.compile_language("ru", tmp_path)


def test_the_same_translation_twice_is_none(tmp_path):
    for name in ("cases", "patents"):
        write(tmp_path, name, 'msgid "State"\nmsgstr "Состояние"\n')
    assert catalogues.compile_language("ru", tmp_path)


def test_our_own_words_win_over_another_package(tmp_path):
    write(tmp_path, "a_theme", 'msgid "Next"\nmsgstr "Вперёд"\n', extra="X-External: yes\\n")
    write(tmp_path, "cases", 'msgid "Next"\nmsgstr "Дальше"\n')
    assert catalogues.merged("ru", tmp_path)[(None, "Next")].forms == ("Дальше",)


def test_an_unchanged_catalogue_is_not_compiled_again(tmp_path):
    write(tmp_path, "cases", 'msgid "Case"\nmsgstr "Дело"\n')
    assert catalogues.compile_language("ru", tmp_path) is True
    assert catalogues.compile_language("ru", tmp_path) is False
    write(tmp_path, "cases", 'msgid "Case"\nmsgstr "Заявление"\n')
    assert catalogues.compile_language("ru", tmp_path) is True


@pytest.mark.parametrize(
    "body",
    [
        'msgid "In %(days)s days"\nmsgstr "Через несколько дней"\n',
        'msgid "In days"\nmsgstr "Через %(days)s дней"\n',
        'msgid "Fill in: {field}"\nmsgstr "Заполните: {поле}"\n',
        'msgid "%d day"\nmsgid_plural "%d days"\nmsgstr[0] "%d день"\nmsgstr[1] "%d дней"\n',
    ],
)
def test_a_translation_that_would_print_wrongly_is_refused(tmp_path, body):
    write(tmp_path, "cases", body)
    with pytest.raises(catalogues.CatalogueError):
        catalogues.compile_language("ru", tmp_path)


def test_a_syntax_error_names_its_file(tmp_path):
    write(tmp_path, "cases", 'msgid "Case"\nmeaning "Дело"\n')
    with pytest.raises(catalogues.CatalogueError, match=r"cases\.po"):
        catalogues.compile_language("ru", tmp_path)


@pytest.fixture
def sources(tmp_path):
    """A small tree of sources with words in Python, in a template and in the law data."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "models.py").write_text(
        'a = _("Zebra")\nb = ngettext("%d horse", "%d horses", 2)\nc = pgettext("sport", "Polo")\n'
    )
    (tmp_path / "templates" / "patents").mkdir(parents=True)
    (tmp_path / "templates" / "patents" / "a.html").write_text(
        '{% load i18n %}\n  <p>{% translate "Okapi" %}</p>\n'
        "{% blocktranslate trimmed with n=x %}\n  Gnu\n  {{ n }}\n{% endblocktranslate %}\n"
    )
    data = tmp_path / "portal" / "legal" / "data"
    data.mkdir(parents=True)
    (data / "a.yaml").write_text('key: a\ncite: "Zoo Code, art. 1"\nvalues:\n  - {cite: "Zoo Code, art. 2"}\n')
    return tmp_path


def test_words_are_found_in_python_templates_and_law(sources):
    found = {(message.context, message.text): message.room for message in extraction.messages(sources).values()}
    assert found == {
        (None, "Zebra"): "cases",
        (None, "%d horse"): "cases",
        ("sport", "Polo"): "cases",
        (None, "Okapi"): "patents",
        (None, "Gnu %(n)s"): "patents",
        (None, "Zoo Code, art. 1"): "legal",
        (None, "Zoo Code, art. 2"): "legal",
    }


def test_missing_and_unused_words_are_reported(sources, tmp_path):
    folder = tmp_path / "locale"
    folder.mkdir()
    write(folder, "cases", 'msgid "Zebra"\nmsgstr "Зебра"\n\nmsgid "Dodo"\nmsgstr "Дронт"\n\nmsgctxt "sport"\nmsgid "Polo"\nmsgstr ""\n')
    write(folder, "theme", 'msgid "Theirs"\nmsgstr "Чужое"\n', extra="X-External: yes\\n")
    report = completeness.report("ru", sources, folder)
    assert "Zebra" not in {message.text for message in report.missing}
    assert {"Polo", "Okapi"} <= {message.text for message in report.missing}
    assert [item.entry.msgid for item in report.unused] == ["Dodo"]
