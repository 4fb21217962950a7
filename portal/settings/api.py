"""The API under /api/v1/."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["portal.edge.api.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "portal.edge.api.problem_details",
    "DEFAULT_PAGINATION_CLASS": "portal.edge.api.KeysetPagination",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Migration Services Portal",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
}

# Addresses that machines ask all the time, and the view for those who ask without cookie and token (docs/adr/0010).
SHORT_PATHS = {"/api/v1/patent-check/": "patents.api.answer_check"}
# The same for what people send when all of them come at once: signed in, and in the ordinary case (docs/appointments.md).
SHORT_POSTS = {
    "/api/v1/appointments/": "appointments.short.answer_booking",
    "/api/v1/appointments/draws/requests/": "appointments.draws.short.answer_request",
}
