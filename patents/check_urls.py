from django.urls import path

from patents.views.check import PatentCheckView

urlpatterns = [path("", PatentCheckView.as_view(), name="patent_check")]
