from django.urls import path

from employment.views import tokens

app_name = "tokens"
urlpatterns = [
    path("", tokens.TokensView.as_view(), name="list"),
    path("<uuid:token_id>/revoke/", tokens.RevokeView.as_view(), name="revoke"),
]
