"""The pages of "what am I today"."""

from django.urls import path

from permits.status.views import settings, today

app_name = "permits-status"
urlpatterns = [
    path("", today.StatusView.as_view(), name="status"),
    path("print/", today.PrintedView.as_view(), name="print"),
    path("children/<uuid:child>/", today.StatusView.as_view(), name="child"),
    path("children/<uuid:child>/print/", today.PrintedView.as_view(), name="child-print"),
    path("children/<uuid:child>/done/", today.DoneView.as_view(), name="child-done"),
    path("done/", today.DoneView.as_view(), name="done"),
    path("contract/", settings.ContractView.as_view(), name="contract"),
    path("reminders/", settings.RemindersView.as_view(), name="reminders"),
    path("calendar/", settings.CalendarView.as_view(), name="calendar"),
]
