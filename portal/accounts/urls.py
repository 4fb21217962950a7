from django.urls import path

from portal.accounts.views import AccountView, EndSessionsView, LanguageView

urlpatterns = [
    path("", AccountView.as_view(), name="account-home"),
    path("language/", LanguageView.as_view(), name="account-language"),
    path("sessions/end/", EndSessionsView.as_view(), name="account-end-sessions"),
]
