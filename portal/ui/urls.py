"""Pages of the portal itself."""

from django.urls import path
from django.views.generic import TemplateView

from portal.ui.views import HomeView, PrivacyView

urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("help/", TemplateView.as_view(template_name="ui/help.html"), name="help"),
    path("privacy/", PrivacyView.as_view(), name="privacy"),
    path("accessibility/", TemplateView.as_view(template_name="ui/accessibility.html"), name="accessibility"),
    path("credits/", TemplateView.as_view(template_name="ui/credits.html"), name="credits"),
]
