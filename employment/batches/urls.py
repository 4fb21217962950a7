from django.urls import path

from employment.batches import views

app_name = "batches"
urlpatterns = [
    path("", views.BatchesView.as_view(), name="list"),
    path("<uuid:batch_id>/", views.BatchView.as_view(), name="batch"),
    path("<uuid:batch_id>/result.csv", views.ResultView.as_view(), name="result"),
    path("<uuid:batch_id>/<slug:act>/", views.ActView.as_view(), name="act"),
]
