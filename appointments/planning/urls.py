"""Pages about plans inside the site at `/admin/`."""

from django.urls import URLPattern, path

from appointments.planning import views


def urls() -> list[URLPattern]:
    return [
        path("planning/", views.first, name="planning"),
        path("planning/<str:office_code>/", views.week, name="planning_week"),
        path("planning/<str:office_code>/conflicts/", views.conflict_list, name="planning_conflicts"),
        path("planning/<str:office_code>/conflicts/rebook/", views.rebook, name="planning_rebook"),
        path("planning/<str:office_code>/<slug:part>/", views.edit, name="planning_add"),
        path("planning/<str:office_code>/<slug:part>/<int:pk>/", views.edit, name="planning_edit"),
        path("planning/<str:office_code>/<slug:part>/<int:pk>/remove/", views.remove, name="planning_remove"),
    ]
