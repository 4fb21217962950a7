from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation, WrongState


class RoleAlreadyHeld(WrongState):
    code = "role_already_held"
    message = _("This person already has this role.")


class RoleNotHeld(WrongState):
    code = "role_not_held"
    message = _("This person does not have this role.")


class RoleNeedsOffice(RuleViolation):
    code = "role_needs_office"
    message = _("Officers and supervisors work in an office; other roles have none.")


class OwnRole(RuleViolation):
    code = "own_role"
    message = _("Nobody changes their own role or switches off their own account.")
