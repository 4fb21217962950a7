from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import path

MOSCOW = ZoneInfo("Europe/Moscow")
_FIND = "SELECT begins_on, paid_through, expires_on, annulled_on FROM patents_patent WHERE series = %s AND number = %s"


def check(request: HttpRequest) -> JsonResponse:
    now = datetime.now(MOSCOW)
    on = now.date()
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [request.GET["series"], request.GET["number"]])
        row = cursor.fetchone()
    if row is None:
        result = "not_found"
    else:
        begins, paid, expires, annulled = row
        result = "valid" if begins <= on <= min(paid, expires) and not (annulled and annulled <= on) else "not_valid"
    response = JsonResponse({"result": result, "on": on, "as_of": now})
    response["Content-Length"] = str(len(response.content))
    return response


urlpatterns = [path("api/v1/patent-check/", check)]
