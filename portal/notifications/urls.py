from django.urls import path

from portal.notifications.views import InboxView, MessageView

urlpatterns = [
    path("", InboxView.as_view(), name="inbox"),
    path("<int:pk>/", MessageView.as_view(), name="inbox-message"),
]
