"""Which day it is for a person whose region is not known yet."""

from datetime import date
from zoneinfo import ZoneInfo

from portal import clock

# The country's day begins in the east: a date that has come there is not in the future for anybody.
EASTERNMOST = ZoneInfo("Asia/Kamchatka")


def latest_today() -> date:
    """The latest civil date anywhere in the country. A guard against dates in the future uses it, a term never does."""
    return clock.today(EASTERNMOST)
