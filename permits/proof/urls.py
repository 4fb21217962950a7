from django.urls import path

from permits.proof import pages

urlpatterns = [path("", pages.PermitCheckView.as_view(), name="permit_check")]
