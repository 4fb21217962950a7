from django.urls import path

from employment.api import checks

urlpatterns = [
    path("employer/checks/", checks.EmployerChecksApi.as_view(), name="api-employer-checks"),
    path("employer/checks/<str:check_number>/", checks.EmployerCheckApi.as_view(), name="api-employer-check"),
    path("employer/checks/<str:check_number>/photo/", checks.EmployerCheckPhotoApi.as_view(), name="api-employer-check-photo"),
]
