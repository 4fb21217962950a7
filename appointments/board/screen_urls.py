from django.urls import path

from appointments.board import screen

app_name = "screen"
urlpatterns = [
    path("<str:screen_key>/", screen.show, name="show"),
    path("<str:screen_key>/live/", screen.live, name="live"),
]
