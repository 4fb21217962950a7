"""On a Russian page of the registries no label is left in English."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.admin.utils import flatten_fieldsets, get_fields_from_path, label_for_field
from django.test import RequestFactory
from django.utils.translation import override

from portal.admin_site import site
from tests.factories import make_user

REGISTRIES = [pytest.param(registry, id=model._meta.label) for model, registry in site._registry.items()]
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
# The same in both languages.
ALIKE = frozenset({"ID", "SHA-256"})


def _labels(registry, request) -> Iterator[tuple[str, str]]:
    """Where a label stands, and the label: of the table, its columns, filters, acts, the form and the choices in it."""
    meta = registry.model._meta
    yield "the table", meta.verbose_name
    yield "the tables", meta.verbose_name_plural
    form = registry.get_form(request, None, change=not registry.has_add_permission(request))  # what one may not edit has no field
    names = {
        *registry.get_list_display(request),
        *registry.get_readonly_fields(request),
        *flatten_fieldsets(registry.get_fieldsets(request)),
    }
    for name in names - {"action_checkbox"} - set(form.base_fields):
        yield name, label_for_field(name, registry.model, registry)
    for name, field in form.base_fields.items():
        yield f"{name} in the form", field.label
        yield from ((f"help for {name}", text) for text in [field.help_text] if text)
    for name in {name.split("__")[0] for name in names}:
        column = next((field for field in meta.fields if field.name == name), None)
        yield from ((f"{name}={value}", text) for value, text in (column.choices if column is not None and column.choices else ()))
    for name in registry.get_list_filter(request):
        if isinstance(name, str):
            yield f"filter {name}", get_fields_from_path(registry.model, name)[-1].verbose_name
        elif not isinstance(name, tuple):
            yield f"filter {name.__name__}", name.title
    for title, _fields in registry.get_fieldsets(request):
        yield from [("a group of fields", title)] if title else []
    for name, (_act, _name, words) in registry.get_actions(request).items():
        yield f"act {name}", words


@pytest.mark.django_db
@pytest.mark.parametrize("registry", REGISTRIES)
def test_every_label_of_a_registry_is_russian_on_a_russian_page(registry, monkeypatch):
    monkeypatch.setattr(site, "holds", lambda *_: True)  # so that the forms have all their fields
    request = RequestFactory().get("/")
    request.user, request.session = make_user(role="operator"), {}
    with override("ru"):
        english = {
            where: str(label) for where, label in _labels(registry, request) if str(label) not in ALIKE and not CYRILLIC.search(str(label))
        }
    assert english == {}
