from django.urls import path

from employment.views.verify import VerifyView

urlpatterns = [path("", VerifyView.as_view(), name="check_receipt")]
