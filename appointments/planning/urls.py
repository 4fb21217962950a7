"""Pages about plans inside the site at `/admin/`."""

from django.urls import URLPattern, path

from appointments.planning import catalogue, views


def urls() -> list[URLPattern]:
    return [
        path("planning/", views.first, name="planning"),
        path("planning-services/", catalogue.services_list, name="planning_services"),
        path("planning-services/new/", catalogue.service_add, name="planning_service_add"),
        path("planning-services/<slug:service_code>/", catalogue.service_edit, name="planning_service_edit"),
        path("planning/<str:office_code>/", views.week, name="planning_week"),
        path("planning/<str:office_code>/conflicts/", views.conflict_list, name="planning_conflicts"),
        path("planning/<str:office_code>/conflicts/rebook/", views.rebook, name="planning_rebook"),
        path("planning/<str:office_code>/open/", catalogue.opening, name="planning_open"),
        path("planning/<str:office_code>/<slug:part>/", views.edit, name="planning_add"),
        path("planning/<str:office_code>/<slug:part>/<int:pk>/", views.edit, name="planning_edit"),
        path("planning/<str:office_code>/<slug:part>/<int:pk>/remove/", views.remove, name="planning_remove"),
    ]
