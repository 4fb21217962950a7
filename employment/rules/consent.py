"""How long a consent lasts, and how many wrong birth dates a code survives. These are rules of the portal, not of the law.

90 days: the longest that a hiring takes; who works there by then gives a new one knowingly.
Twenty at a time: nobody talks to more employers at once; each open code is one more that a guesser may hit.
Five: people mistype a date once or twice; a guesser needs thousands of tries.
"""

from datetime import date, timedelta
from typing import Final

LONGEST: Final = timedelta(days=90)
WRONG_DATES: Final = 5
MOST_OPEN: Final = 20


def latest_day(begins_on: date) -> date:
    """The last possible day, inclusive: the ninetieth, counting the first."""
    return begins_on + LONGEST - timedelta(days=1)
