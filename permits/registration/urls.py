"""Registration at the place of stay: the host's pages and the guest's."""

from django.urls import path

from permits.registration.views import guest, host

app_name = "registration"
urlpatterns = [
    path("", guest.MyRegistrationView.as_view(), name="mine"),
    path("invited/<str:token>/", guest.ClaimView.as_view(), name="claim"),
    path("arrivals/<str:arrival_number>/", guest.ArrivalView.as_view(), name="arrival"),
    path("arrivals/<str:arrival_number>/registration.pdf", guest.PaperView.as_view(), name="paper"),
    path("hosts/", host.HostsView.as_view(), name="hosts"),
    path("hosts/add/", host.AddHostView.as_view(), name="host-add"),
    path("hosts/<uuid:host_number>/", host.HostView.as_view(), name="host"),
    path("hosts/<uuid:host_number>/arrival/", host.FileArrivalView.as_view(), name="file"),
    path("hosts/<uuid:host_number>/list/", host.UploadView.as_view(), name="upload"),
    path("filed/<str:arrival_number>/", host.FiledView.as_view(), name="filed"),
    path("filed/<str:arrival_number>/answer/", host.AnswerView.as_view(), name="answer"),
    path("lists/<uuid:list_number>/", host.ListView.as_view(), name="list"),
    path("lists/<uuid:list_number>/result.csv", host.ListResultView.as_view(), name="list-result"),
]
