from django.urls import path

from employment.batches import api

urlpatterns = [
    path("employer/<str:organisation>/batches/", api.BatchesApi.as_view(), name="api-batches"),
    path("employer/<str:organisation>/batches/<uuid:batch_id>/", api.BatchApi.as_view(), name="api-batch"),
    path("employer/<str:organisation>/batches/<uuid:batch_id>/rows/", api.BatchRowsApi.as_view(), name="api-batch-rows"),
]
