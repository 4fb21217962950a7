from django.urls import path

from appointments import api

_AT = "appointments/services/<slug:service_code>/offices/"
urlpatterns = [
    path("appointments/", api.BookingsApi.as_view(), name="api-appointments"),
    path("appointments/hold/", api.HoldApi.as_view(), name="api-appointment-hold"),
    path("appointments/services/", api.ServicesApi.as_view(), name="api-appointment-services"),
    path(_AT, api.OfficesApi.as_view(), name="api-appointment-offices"),
    path(f"{_AT}<str:office_code>/days/", api.DaysApi.as_view(), name="api-appointment-days"),
    path(f"{_AT}<str:office_code>/days/<str:day>/", api.TimesApi.as_view(), name="api-appointment-times"),
    path("appointments/<str:booking_number>/", api.BookingApi.as_view(), name="api-appointment"),
    path("appointments/<str:booking_number>/confirm/", api.ConfirmApi.as_view(), name="api-appointment-confirm"),
    path("appointments/<str:booking_number>/move/", api.MoveApi.as_view(), name="api-appointment-move"),
    path("appointments/<str:booking_number>/cancel/", api.CancelApi.as_view(), name="api-appointment-cancel"),
]
