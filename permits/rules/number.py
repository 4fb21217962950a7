"""The number of a permit: year (2), serial number (7), check digit of Damm's scheme (1), as on a patent.

The series of a permit that this portal grants is the code of its region. Permits of before carry whatever is printed on them.
"""

from stdnum import damm


def number_of(*, year: int, serial: int) -> str:
    """Raises `ValueError` when the year's seven digits are used up."""
    if not 0 < serial < 10_000_000:
        raise ValueError("serial number out of range")
    body = f"{year % 100:02d}{serial:07d}"
    return body + damm.calc_check_digit(body)
