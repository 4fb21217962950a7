"""What the doors of draws, pages and API, have in common."""

from typing import Final

from portal.edge.limits import Limit

ASKS: Final = Limit("draw-requests", 30, 3600)  # of one account

__all__ = ["ASKS"]
