"""Every address of the portal, room by room."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.permissions import AllowAny

from portal.admin_site import site


def _room(prefix: str, module: str) -> list[URLPattern | URLResolver]:
    package = module.rpartition(".")[0]
    return [path(prefix, include(module))] if find_spec(package) and find_spec(module) else []


handler500 = "portal.ui.views.server_error"

urlpatterns = [
    *_room("", "portal.ui.urls"),
    *_room("", "portal.runtime.urls"),
    *_room("accounts/", "portal.accounts.urls"),
    path("accounts/", include("allauth.urls")),
    *_room("inbox/", "portal.notifications.urls"),
    *_room("profile/", "profiles.urls"),
    *_room("cases/", "cases.urls"),
    *_room("patents/", "patents.urls"),
    *_room("check/", "patents.check_urls"),
    path("admin/", site.urls),
    *_room("api/v1/", "portal.legal.api_urls"),
    *_room("api/v1/", "portal.accounts.api_urls"),
    *_room("api/v1/", "profiles.api_urls"),
    *_room("api/v1/", "cases.api_urls"),
    *_room("api/v1/", "patents.api_urls"),
    path("api/schema/", SpectacularAPIView.as_view(permission_classes=[AllowAny]), name="api-schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="api-schema", permission_classes=[AllowAny]), name="api-docs"),
]
if settings.DEMO:
    urlpatterns += _room("demo/", "portal.notifications.demo_urls")
