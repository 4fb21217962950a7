from django.urls import path

from portal.notifications.views import DemoOutboxView

urlpatterns = [path("outbox/", DemoOutboxView.as_view(), name="demo-outbox")]
