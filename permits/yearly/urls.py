from django.urls import path

from permits.yearly import views

app_name = "yearly"
urlpatterns = [path("<str:kind>/<str:series>/<str:number>/yearly/", views.NoticeView.as_view(), name="notice")]
