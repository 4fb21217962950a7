"""How patents are numbered: no act that we know says it. Regular expressions of digits and capital letters (`patents.formats`); an
empty one is the usual one."""

from portal.settings.env import env

PATENT_SERIES_FORMAT = env.str("PATENT_SERIES_FORMAT", default="").strip() or "[0-9]{2}"
PATENT_NUMBER_FORMAT = env.str("PATENT_NUMBER_FORMAT", default="").strip() or "[0-9]{10}"
