from django.urls import path

from employment.watch import views

app_name = "watch"
urlpatterns = [
    path("watches/", views.MyWatchesView.as_view(), name="mine"),
    path("watches/<int:watch_id>/end/", views.EndView.as_view(), name="end"),
    path("watches/allow/<str:watched_consent>/", views.BeginView.as_view(), name="begin"),
    path("employer/<str:org_number>/news/", views.NewsView.as_view(), name="news"),
    path("employer/<str:org_number>/news/<int:watch_id>/reference/", views.RenameView.as_view(), name="rename"),
]
