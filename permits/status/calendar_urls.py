from django.urls import path

from permits.status.views.calendar_file import CalendarFileView

urlpatterns = [path("<str:secret>.ics", CalendarFileView.as_view(), name="permits-calendar")]
