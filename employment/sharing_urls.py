from django.urls import path

from employment.views import sharing

app_name = "sharing"
urlpatterns = [
    path("", sharing.OverviewView.as_view(), name="overview"),
    path("new/", sharing.ShareView.as_view(), name="new"),
    path("<str:consent_number>/end/", sharing.EndView.as_view(), name="end"),
]
