"""Tables that staff may read: nothing is added, edited or deleted here, and each row is one the reader may see."""

from typing import Any, ClassVar

from django.contrib.admin.views.main import ERROR_FLAG
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import capfirst
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator

from portal.admin_site import site


class Registry(ModelAdmin):
    """A read-only table on the officers' site. `readers` are the roles that may open it.

    Counts are never taken: a table of a million rows opens as fast as one of ten."""

    readers: ClassVar[tuple[str, ...]] = ("operator",)
    heading: ClassVar[Any] = ""  # of the list, where the name of the table is not what people call it
    actions: ClassVar[Any] = None
    list_per_page = 50
    show_full_result_count = False
    paginator = InfinitePaginator
    list_display_links: ClassVar[Any] = None

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only the filters that the page offers. Django lets every column of the table be asked about in the address, also
        those that no page shows: by `?password__startswith=` or `?body__contains=` one would read them letter by letter."""
        offered = {name for name in self.get_list_filter(request) if isinstance(name, str)}
        return lookup.partition("__")[0] in offered and super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """The mark of an address that was not understood stands alone; beside anything else Django takes it for a broken database."""
        if ERROR_FLAG in request.GET and len(request.GET) > 1:
            return redirect(request.path)
        title = self.heading or capfirst(self.model._meta.verbose_name_plural)
        page: HttpResponseBase = super().changelist_view(request, {"title": title, **(extra_context or {})})
        return page

    def has_module_permission(self, request: HttpRequest) -> bool:
        return site.holds(request, *self.readers)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return site.holds(request, *self.readers)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
