"""Every address of the portal, room by room."""

from django.conf import settings
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from portal.admin_site import site

handler500 = "portal.ui.views.server_error"

urlpatterns = [
    path("", include("portal.ui.urls")),
    path("", include("portal.runtime.urls")),
    path(".well-known/", include("portal.signing.urls")),
    path(".well-known/", include("portal.codes.wellknown")),
    path("accounts/", include("portal.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("inbox/", include("portal.notifications.urls")),
    path("jobs/", include("portal.jobs.urls")),
    path("profile/sharing/", include("employment.sharing_urls")),
    path("profile/", include("profiles.urls")),
    path("cases/guardianship/", include("cases.guardianship.urls")),
    path("cases/", include("cases.urls")),
    path("appointments/screen/", include("appointments.board.screen_urls")),
    path("patents/", include("patents.urls")),
    path("permits/status/", include("permits.status.urls")),
    path("permits/calendar/", include("permits.status.calendar_urls")),
    path("permits/registration/", include("permits.registration.urls")),
    path("permits/", include("permits.extensions.public_urls")),
    path("permits/", include("permits.citizenship.urls")),
    path("permits/interim/", include("permits.interim.urls")),
    path("permits/", include("permits.yearly.urls")),
    path("permits/", include("permits.desk.urls")),
    path("permits/", include("permits.urls")),
    path("appointments/draws/", include("appointments.draws.urls")),
    path("appointments/waiting/", include("appointments.waiting.urls")),
    path("appointments/", include("appointments.urls")),
    path("check/", include("portal.codes.check_urls")),
    path("check/permit/", include("permits.proof.urls")),
    path("check/receipt/", include("employment.public_urls")),
    path("check/", include("patents.check_urls")),
    path("", include("employment.watch.urls")),
    path("disputes/", include("employment.disputes.urls")),
    path("employer/<str:org_number>/notices/", include("employment.webhooks.urls")),
    path("employer/<str:org_number>/lists/", include("employment.batches.urls")),
    path("employer/<str:org_number>/tokens/", include("employment.token_urls")),
    path("employer/", include("employment.urls")),
    path("admin/", site.urls),
    path("api/v1/", include("portal.legal.api_urls")),
    path("api/v1/", include("profiles.api_urls")),
    path("api/v1/", include("cases.api_urls")),
    path("api/v1/", include("appointments.draws.api_urls")),
    path("api/v1/", include("appointments.api_urls")),
    path("api/v1/", include("patents.api_urls")),
    path("api/v1/", include("permits.api_urls")),
    path("api/v1/", include("permits.status.api_urls")),
    path("api/v1/", include("employment.api.urls")),
    path("api/v1/", include("employment.batches.api_urls")),
    path("api/schema/", SpectacularAPIView.as_view(permission_classes=[AllowAny]), name="api-schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema", permission_classes=[AllowAny]), name="api-docs"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("portal.notifications.demo_urls")))
