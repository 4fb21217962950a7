from django.urls import path

from employment.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.EndpointsView.as_view(), name="list"),
    path("<uuid:endpoint_id>/", views.EndpointView.as_view(), name="endpoint"),
    path("<uuid:endpoint_id>/again/<uuid:delivery_id>/", views.AgainView.as_view(), name="again"),
    path("<uuid:endpoint_id>/remove/", views.RemoveView.as_view(), name="remove"),
    path("<uuid:endpoint_id>/<slug:act>/", views.ActView.as_view(), name="act"),
]
