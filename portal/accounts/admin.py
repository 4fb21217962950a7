"""What the officers' site is told about people: who holds a role, and which session is complete."""

from portal.accounts.second_factor import is_complete
from portal.accounts.selectors import has_role
from portal.admin_site import site

site.connect(is_complete=is_complete, has_role=has_role)
