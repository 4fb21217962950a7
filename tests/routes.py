"""Who may call which address: ONE table. A route that is missing from it fails `tests/test_routes.py`.

To add a row: name the route as `reverse` knows it, and write one letter per person of `PEOPLE`, in that order, for GET
and for POST (sent with an empty form):

    o  answered (2xx)              >  led on to another page       d  led to the door (sign-in)
    0  404, like what never was    x  403                          !  401
    4  405                         b  400                          r  409 or 422, refused by a rule       s  503

`*` in a name stands for anything; a full name goes before it. `case` is the status of the owner's case, if the
address names one. Objects that addresses name are made in `tests/test_routes.py`.
"""

from dataclasses import dataclass

# the owner of the object, a stranger of the same kind, staff of the office and of another one, ...
PEOPLE = ("anonymous", "owner", "other", "officer", "other_officer", "supervisor", "analyst", "operator", "employer")


@dataclass(frozen=True)
class Row:
    get: str
    post: str
    case: str = "draft"
    address: str = ""  # for the few that have no name


ROUTES: dict[str, Row] = {
    # ---- Open to everybody
    "home": Row("ooooooooo", "444444444"),
    "help": Row("ooooooooo", "444444444"),
    "privacy": Row("ooooooooo", "444444444"),
    "accessibility": Row("ooooooooo", "444444444"),
    "credits": Row("ooooooooo", "444444444"),
    "healthz": Row("ooooooooo", "444444444"),
    "readyz": Row("sssssssss", "444444444"),
    "metrics": Row("ooooooooo", "444444444"),
    "portal_keys": Row("ooooooooo", "444444444"),
    # ---- The account
    "account-home": Row("doooooooo", "d44444444"),
    "account-language": Row("doooooooo", "doooooooo"),
    "account-end-sessions": Row("d>>>>>>>>", "d>>>>>>>>"),
    "account_login": Row("o>>>>>>>>", "o>>>>>>>>"),
    "account_logout": Row(">oooooooo", ">>>>>>>>>"),
    "account_inactive": Row("ooooooooo", "444444444"),
    "account_signup": Row("o>>>>>>>>", "o>>>>>>>>"),
    "account_reauthenticate": Row("dxxxxxxxx", "dxxxxxxxx"),
    "account_email": Row("doooooooo", "d>>>>>>>>"),
    "account_email_verification_sent": Row("d>>>>>>>>", "d>>>>>>>>"),
    "account_change_password": Row("d>>>>>>>>", "d>>>>>>>>"),
    "account_set_password": Row("doooooooo", "doooooooo"),
    "account_reset_password": Row("ooooooooo", "ooooooooo"),
    "account_confirm_login_code": Row("d>>>>>>>>", "d>>>>>>>>"),
    "account_confirm_password_reset_code": Row("ddddddddd", "ddddddddd"),
    "account_complete_password_reset": Row(">>>>>>>>>", ">>>>>>>>>"),
    "account_password_reset_completed": Row("ooooooooo", "444444444"),
    "account_request_login_code": Row("o>>>>>>>>", "o>>>>>>>>"),
    "mfa_index": Row("doooooooo", "d44444444"),
    "mfa_authenticate": Row("d>>>>>>>>", "d>>>>>>>>"),
    "mfa_reauthenticate": Row("dxxxxxxxx", "dxxxxxxxx"),
    "mfa_activate_totp": Row("doooooooo", "doooooooo"),
    "mfa_deactivate_totp": Row("d00000000", "d00000000"),
    "mfa_view_recovery_codes": Row("d00000000", "d44444444"),
    "mfa_generate_recovery_codes": Row("doooooooo", "doooooooo"),
    "mfa_download_recovery_codes": Row("d00000000", "d00000000"),
    "mfa_list_webauthn": Row("doooooooo", "d44444444"),
    "mfa_add_webauthn": Row("doooooooo", "doooooooo"),
    "mfa_reauthenticate_webauthn": Row("dxxxxxxxx", "dxxxxxxxx"),
    "mfa_remove_webauthn": Row("d00000000", "d00000000"),
    "mfa_edit_webauthn": Row("d00000000", "d00000000"),
    "mfa_login_webauthn": Row("d>>>>>>>>", "d>>>>>>>>"),
    # ---- Messages
    "inbox": Row("doooooooo", "d44444444"),
    "inbox-message": Row("do0000000", "d44444444"),
    # ---- Long work: its owner's
    "jobs:progress": Row("do0000000", "d44444444"),
    # ---- The profile: applicants, each their own; staff never
    "profiles:overview": Row("dooxxxxxo", "d44xxxxx4"),
    "profiles:passport": Row("dooxxxxxo", "dooxxxxxo"),
    "profiles:passport-check": Row("d>>>>>>>>", "d>>>>>>>>"),
    "profiles:passport-by-hand": Row("dooxxxxxo", "dooxxxxxo"),
    "profiles:name": Row("dooxxxxxo", "dooxxxxxo"),
    "profiles:birth-place": Row("dooxxxxxo", "dooxxxxxo"),
    "profiles:phone": Row("dooxxxxxo", "dooxxxxxo"),
    "profiles:entry": Row("dooxxxxxo", "dooxxxxxo"),
    "profiles:address": Row("dooxxxxxo", "dooxxxxxo"),
    "profiles:documents": Row("dooxxxxxo", "d44xxxxx4"),
    "profiles:document-kind": Row("dooxxxxxo", "dooxxxxxo"),
    "profiles:document-add": Row("dooxxxxxo", "dooxxxxxo"),
    "profiles:document": Row("do0000000", "d44444444"),
    "profiles:document-remove": Row("do0xxxxx0", "d>0xxxxx0"),
    "profiles:access": Row("dooxxxxxo", "d44xxxxx4"),
    # ---- Applications: the applicant's own
    "cases:list": Row("dooxxxxxo", "d44444444"),
    "cases:start": Row("ooooooooo", ">>>xxxxx>"),
    "cases:case": Row("do0000000", "d44444444"),
    "cases:question": Row("do0000000", "do0000000"),
    "cases:documents": Row("do0000000", "d40000000"),
    "cases:attach": Row("do0000000", "do0000000"),
    "cases:detach": Row("d44444444", "d>0000000"),
    "cases:check": Row("d>0000000", "d40000000"),
    "cases:send": Row("d44444444", "d>0000000"),
    "cases:sent": Row("do0000000", "d44444444", case="submitted"),
    "cases:receipt": Row("do0000000", "d44444444", case="submitted"),
    "cases:answer": Row("d>0000000", "d>0000000", case="info_requested"),
    "cases:letter": Row("do0000000", "d44444444", case="refused"),
    "cases:withdraw": Row("do0000000", "d>0000000"),
    # ---- Patents
    "patents:list": Row("doooooooo", "d44444444"),
    "patents:price": Row("ooooooooo", "444444444"),
    "patents:patent": Row("do0000000", "d44444444"),
    "patents:pay": Row("do0000000", "do0000000"),
    "patents:paper": Row("do0000000", "d44444444"),
    "patent_check": Row("ooooooooo", "ooooooooo"),
    "check_receipt": Row("ooooooooo", "ooooooooo"),
    # ---- Employers: members, each of their own; workers: their own consents
    "employment:home": Row("dooxxxxxo", "d44xxxxx4"),
    "employment:apply": Row("dooxxxxxo", "dooxxxxxo"),
    "employment:join": Row("d00xxxxx0", "d00xxxxx0"),
    "employment:organisation": Row("do0000000", "d40000000"),
    "employment:check": Row("do0000000", "do0000000"),
    "employment:result": Row("do0000000", "d40000000"),
    "employment:receipt": Row("do0000000", "d40000000"),
    "employment:receipt-pdf": Row("do0000000", "d40000000"),
    "employment:photo": Row("d00000000", "d40000000"),
    "employment:people": Row("do0000000", "do0000000"),
    "employment:remove": Row("d40000000", "d>0000000"),
    "employment:end-invitation": Row("d40000000", "d>0000000"),
    "sharing:overview": Row("dooxxxxxo", "d44xxxxx4"),
    "sharing:new": Row("dooxxxxxo", "dooxxxxxo"),
    "sharing:end": Row("d44xxxxx4", "d>0xxxxx0"),
    # ---- Officers: their office; the walls between offices and roles
    "admin:search": Row("dddoooood", "dddoooood"),
    "admin:queue": Row("dddoooxxd", "ddd444xxd"),
    "admin:find": Row("dddoooxxd", "dddoooxxd"),
    "admin:load": Row("dddxxoxxd", "ddd44444d"),
    "admin:numbers": Row("dddxxxoxd", "ddd44444d"),
    "admin:case": Row("dddo0oxxd", "ddd444xxd", case="in_review"),
    "admin:case_take": Row("ddd444xxd", "ddd>0>xxd", case="submitted"),
    "admin:case_release": Row("ddd444xxd", "ddd>0>xxd", case="in_review"),
    "admin:case_ask": Row("ddd>0>xxd", "dddr0rxxd", case="in_review"),
    "admin:case_propose": Row("ddd>0>xxd", "dddr0rxxd", case="in_review"),
    "admin:case_confirm": Row("ddd444xxd", "dddr0rxxd", case="proposed"),
    "admin:case_return": Row("ddd>0>xxd", "dddr0rxxd", case="proposed"),
    # ---- The officers' site itself
    "admin:index": Row("ddd>>>>>d", "ddd>>>>>d"),
    "admin:login": Row("dxx>>>>>x", "dxx>>>>>x"),
    "admin:logout": Row(">>>>>>>>>", ">>>>>>>>>"),
    "admin:password_change": Row("ddd>>>>>d", "ddd>>>>>d"),
    "admin:password_change_done": Row("dddoooood", "ddd44444d"),
    "admin:autocomplete": Row("dddxxxxxd", "ddd44444d"),
    "admin:jsi18n": Row("dddoooood", "ddd44444d"),
    "admin:view_on_site": Row("ddd00000d", "ddd00000d"),
    # ---- Registries: read by those who need them; nothing is deleted
    "admin:events_delivery_changelist": Row("dddxxxxod", "dddxxxxod"),
    "admin:events_delivery_add": Row("dddxxxxxd", "dddxxxxxd"),
    "admin:events_delivery_history": Row("ddd>>>>>d", "ddd>>>>>d"),
    "admin:events_delivery_delete": Row("dddxxxxxd", "dddxxxxxd"),
    "admin:events_delivery_change": Row("dddxxxx>d", "dddxxxxxd"),
    "admin:legal_legalvalue_changelist": Row("dddoooood", "dddoooood"),
    "admin:legal_legalvalue_add": Row("dddxxxxod", "dddxxxxod"),
    "admin:legal_legalvalue_history": Row("dddoooood", "dddoooood"),
    "admin:legal_legalvalue_delete": Row("dddxxxxxd", "dddxxxxxd"),
    "admin:legal_legalvalue_change": Row("dddoooood", "dddxxxxxd"),
    "admin:legal_calendaroverride_changelist": Row("dddoooood", "dddoooood"),
    "admin:legal_calendaroverride_add": Row("dddxxxxod", "dddxxxxod"),
    "admin:legal_calendaroverride_history": Row("dddoooood", "dddoooood"),
    "admin:legal_calendaroverride_delete": Row("dddxxxxxd", "dddxxxxxd"),
    "admin:legal_calendaroverride_change": Row("dddoooood", "dddxxxxod"),
    "admin:legal_legalgap_changelist": Row("dddoooood", "dddoooood"),
    "admin:legal_legalgap_add": Row("dddxxxxxd", "dddxxxxxd"),
    "admin:legal_legalgap_history": Row("ddd>>>>>d", "ddd>>>>>d"),
    "admin:legal_legalgap_delete": Row("dddxxxxxd", "dddxxxxxd"),
    "admin:legal_legalgap_change": Row("ddd>>>>>d", "dddxxxxxd"),
    "admin:accounts_office_changelist": Row("dddxxxxod", "dddxxxxod"),
    "admin:accounts_office_add": Row("dddxxxxod", "dddxxxxod"),
    "admin:accounts_office_history": Row("dddxxxxod", "dddxxxxod"),
    "admin:accounts_office_delete": Row("dddxxxxxd", "dddxxxxxd"),
    "admin:accounts_office_change": Row("dddxxxxod", "dddxxxxod"),
    "admin:accounts_user_changelist": Row("dddxxxxod", "dddxxxxod"),
    "admin:accounts_user_add": Row("dddxxxxxd", "dddxxxxxd"),
    "admin:accounts_user_history": Row("ddd>>>>>d", "ddd>>>>>d"),
    "admin:accounts_user_delete": Row("dddxxxxxd", "dddxxxxxd"),
    "admin:accounts_user_change": Row("dddxxxx>d", "dddxxxxxd"),
    "admin:accounts_roleassignment_changelist": Row("dddxxxxod", "dddxxxxod"),
    "admin:accounts_roleassignment_add": Row("dddxxxxod", "dddxxxxod"),
    "admin:accounts_roleassignment_history": Row("dddxxxxod", "dddxxxxod"),
    "admin:accounts_roleassignment_delete": Row("dddxxxxxd", "dddxxxxxd"),
    "admin:accounts_roleassignment_change": Row("dddxxxxod", "dddxxxxxd"),
    "admin:notifications_message_changelist": Row("dddxxxxod", "dddxxxxod"),
    "admin:notifications_message_add": Row("dddxxxxxd", "dddxxxxxd"),
    "admin:notifications_message_history": Row("ddd>>>>>d", "ddd>>>>>d"),
    "admin:notifications_message_delete": Row("dddxxxxxd", "dddxxxxxd"),
    "admin:notifications_message_change": Row("dddxxxx>d", "dddxxxxxd"),
    "admin:patents_patent_changelist": Row("dddoooxxd", "dddoooxxd"),
    "admin:patents_patent_add": Row("dddxxxxxd", "dddxxxxxd"),
    "admin:patents_patent_history": Row("dddo>o>>d", "dddo>o>>d"),
    "admin:patents_patent_delete": Row("dddxxxxxd", "dddxxxxxd"),
    "admin:patents_patent_change": Row("dddo>oxxd", "dddxxxxxd"),
    # Django's own short ways: an application's index, an object without a verb, and everything else under /admin/.
    "admin:app_list": Row("ddd0000od", "ddd0000od", address="/admin/accounts/"),
    "<admin/*/<path:object_id>/>": Row("ddd>>>>>d", "ddd>>>>>d", address="/admin/accounts/user/0/"),
    "<admin/(?P<url>.*)$>": Row("ddd00000d", "ddd00000d", address="/admin/nowhere/"),
    # ---- The API
    "api-working-days": Row("bbbbbbbbb", "444444444"),
    "api-regions": Row("ooooooooo", "444444444"),
    "api-citizenships": Row("ooooooooo", "444444444"),
    "api-me": Row("!ooxxxxxo", "!44xxxxx4"),
    "api-cases": Row("!ooxxxxxo", "!44xxxxx4"),
    "api-case": Row("!o0xxxxx0", "!44xxxxx4"),
    "api-case-withdraw": Row("!44xxxxx4", "!bbxxxxxb"),
    "api-patent-check": Row("bbbbbbbbb", "444444444"),
    "api-patent-price": Row("bbbbbbbbb", "444444444"),
    "api-schema": Row("ooooooooo", "444444444"),
    "api-docs": Row("ooooooooo", "444444444"),
    # ---- The demonstration
    "demo-outbox": Row("ooooooooo", "444444444"),
}
