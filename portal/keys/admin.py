"""The page of signing keys and its line in the menu."""

from django.utils.translation import gettext_lazy as _

from portal.admin_site import MenuItem, site
from portal.keys.officer import reads_keys, urls

site.add_pages(urls)
site.add_menu(MenuItem(_("Signing keys"), "vpn_key", "keys", reads_keys, 38, group="registries"))
