"""Pages of the counter inside the site at `/admin/`."""

from django.urls import URLPattern, path

from appointments.board import documents, searching, supervising, views


def urls() -> list[URLPattern]:
    return [
        path("board/", views.first, name="board"),
        path("board/<str:office_code>/", views.show, name="board_office"),
        path("board/<str:office_code>/live/", views.live, name="board_live"),
        path("board/<str:office_code>/desk/", views.choose_desk, name="board_desk"),
        path("board/<str:office_code>/find/", views.find, name="board_find"),
        path("board/<str:office_code>/search/", searching.search, name="board_search"),
        path("board/<str:office_code>/document/", documents.show, name="board_document"),
        path("board/<str:office_code>/document/seen/", documents.record, name="board_document_seen"),
        path("board/<str:office_code>/arrive/", views.arrive, name="board_arrive"),
        path("board/<str:office_code>/ticket/", views.give_ticket, name="board_ticket"),
        path("board/<str:office_code>/next/", views.next_visit, name="board_next"),
        path("board/<str:office_code>/screen/", views.new_screen, name="board_screen"),
        path("board/<str:office_code>/missed/", supervising.missed, name="board_missed"),
        path("board/<str:office_code>/missed/<str:booking_number>/", supervising.put_right, name="board_put_right"),
        path("board/<str:office_code>/unmarked/<int:day_id>/", supervising.answer, name="board_answer"),
        path("board/<str:office_code>/tickets/<int:visit_id>/", views.ticket, name="board_print"),
        path("board/<str:office_code>/visits/<int:visit_id>/<str:act>/", views.act, name="board_visit"),
    ]
