"""What the pages share: the signed-in person's own data, never a member of staff's."""

from profiles.models import Guardianship
from profiles.visitors import AddressedMixin


class OwnStatusMixin(AddressedMixin):
    """Under a child's address the status of the child for whom she acts; another parent's child is not found."""

    @property
    def child(self) -> Guardianship | None:
        """By which the page is a child's; None on one's own."""
        return self.guardianship
