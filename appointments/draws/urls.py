"""Draws: public pages, and one's own request."""

from django.urls import path

from appointments.draws import views

app_name = "draws"
urlpatterns = [
    path("", views.draw_list, name="list"),
    path("<uuid:draw_number>/", views.draw_page, name="draw"),
    path("<uuid:draw_number>/draw.json", views.draw_json, name="json"),
    path("<uuid:draw_number>/ask/", views.AskView.as_view(), name="ask"),
    path("requests/<uuid:request_number>/", views.RequestView.as_view(), name="request"),
]
