from django.urls import path

from employment.disputes import views

app_name = "disputes"
urlpatterns = [
    path("", views.MyDisputesView.as_view(), name="list"),
    path("of/<str:receipt>/", views.OpenView.as_view(), name="open"),
    path("answer/", views.AnswerView.as_view(), name="open-answer"),
    path("patent/<str:series>/<str:number>/", views.OwnAnswerView.as_view(), name="open-own"),
    path("<str:dispute_number>/", views.DisputeView.as_view(), name="dispute"),
    path("<str:dispute_number>/withdraw/", views.WithdrawView.as_view(), name="withdraw"),
    path("<str:dispute_number>/file/", views.FileView.as_view(), name="file"),
    path("<str:dispute_number>/dispute.pdf", views.PaperView.as_view(), name="paper"),
]
