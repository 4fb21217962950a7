"""The waiting list."""

from django.urls import path

from appointments.waiting import views

app_name = "waiting"
urlpatterns = [
    path("", views.MineView.as_view(), name="mine"),
    path("join/", views.JoinView.as_view(), name="join"),
    path("<uuid:entry_number>/", views.EntryView.as_view(), name="entry"),
    path("offers/<uuid:offer_number>/", views.OfferView.as_view(), name="offer"),
]
