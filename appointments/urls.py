"""Appointments of the signed-in person."""

from django.urls import path

from appointments.views import calendar, choosing, moving, visits, what

app_name = "appointments"
urlpatterns = [
    path("", visits.MineView.as_view(), name="mine"),
    path("book/", what.WhatView.as_view(), name="book"),
    path("book/<slug:service_code>/", choosing.OfficesView.as_view(), name="offices"),
    path("book/<slug:service_code>/<str:office_code>/", choosing.TimesView.as_view(), name="times"),
    path("<str:booking_number>/", visits.VisitView.as_view(), name="visit"),
    path("<str:booking_number>/move/", moving.MoveView.as_view(), name="move"),
    path("<str:booking_number>/cancel/", visits.CancelView.as_view(), name="cancel"),
    path("<str:booking_number>/calendar.ics", calendar.CalendarView.as_view(), name="calendar"),
]
