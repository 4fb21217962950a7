from django.urls import path

from permits.citizenship.pages import FinderView

urlpatterns = [path("citizenship/", FinderView.as_view(), name="citizenship_finder")]
