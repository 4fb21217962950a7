"""Pages of officers inside the site at `/admin/`."""

from django.urls import URLPattern, path

from cases.officer.views import case, numbers, queue


def urls() -> list[URLPattern]:
    return [
        path("queue/", queue.queue, name="queue"),
        path("find/", queue.find, name="find"),
        path("load/", numbers.load, name="load"),
        path("numbers/", numbers.numbers, name="numbers"),
        path("case/<str:reference>/", case.show, name="case"),
        path("case/<str:reference>/take/", case.take, name="case_take"),
        path("case/<str:reference>/release/", case.release, name="case_release"),
        path("case/<str:reference>/ask/", case.ask, name="case_ask"),
        path("case/<str:reference>/invite/", case.invite, name="case_invite"),
        path("case/<str:reference>/propose/", case.propose, name="case_propose"),
        path("case/<str:reference>/confirm/", case.confirm, name="case_confirm"),
        path("case/<str:reference>/return/", case.send_back, name="case_return"),
    ]
