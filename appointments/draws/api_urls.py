"""Before the addresses of appointments: "draws" is no number of one."""

from django.urls import path

from appointments.draws import api

urlpatterns = [
    path("appointments/draws/", api.DrawsApi.as_view(), name="api-draws"),
    path("appointments/draws/requests/", api.RequestsApi.as_view(), name="api-draw-requests"),
    path("appointments/draws/requests/<uuid:request_number>/", api.RequestApi.as_view(), name="api-draw-request"),
    path("appointments/draws/requests/<uuid:request_number>/withdraw/", api.WithdrawApi.as_view(), name="api-draw-request-withdraw"),
    path("appointments/draws/<uuid:draw_number>/", api.DrawApi.as_view(), name="api-draw"),
]
