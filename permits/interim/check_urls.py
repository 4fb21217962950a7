from django.urls import path

from permits.interim.views import CheckView

urlpatterns = [path("", CheckView.as_view(), name="interim_check")]
