"""Tables that staff may read: nothing is added, edited or deleted here, and each row is one the reader may see."""

from typing import Any, ClassVar

from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator

from portal.admin_site import site


class Registry(ModelAdmin):
    """A read-only table on the officers' site. `readers` are the roles that may open it.

    Counts are never taken: a table of a million rows opens as fast as one of ten."""

    readers: ClassVar[tuple[str, ...]] = ("operator",)
    actions: ClassVar[Any] = None
    list_per_page = 50
    show_full_result_count = False
    paginator = InfinitePaginator
    list_display_links: ClassVar[Any] = None

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
