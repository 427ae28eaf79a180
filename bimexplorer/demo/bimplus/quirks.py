"""The spellings that the vendor's pages show side by side, handed out on purpose.

Which one a thing gets hangs on its id alone, so that an answer is the same each time.
"""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta, timezone

NEVER = "0001-01-01T00:00:00"
ZERO = "00000000-0000-0000-0000-000000000000"
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_CENTRAL_EUROPE = timezone(timedelta(hours=1))
_FRACTIONS = (0, 2, 3, 7)


def variant(identifier: str, what: str, count: int) -> int:
    """One of `count` ways to write `what` of a thing."""
    return zlib.crc32(f"{what} {identifier}".encode()) % count


def date(identifier: str, moment: int | None) -> str:
    """ISO 8601 without a zone, up to seven digits of a second, trailing zeros left out; None is "never"."""
    if moment is None:
        return NEVER
    digits = _FRACTIONS[variant(identifier, "date", len(_FRACTIONS))]
    return _with_fraction(moment, timezone.utc, digits)


def zoned_date(moment: int) -> str:
    """As issues and shared attachments have it: seven digits and the zone of the server."""
    return f"{_with_fraction(moment, _CENTRAL_EUROPE, 7)}+01:00"


def _with_fraction(moment: int, zone: timezone, digits: int) -> str:
    at = (_EPOCH + timedelta(microseconds=moment)).astimezone(zone)
    whole = at.strftime("%Y-%m-%dT%H:%M:%S")
    # The seventh digit is one below what the tables keep.
    fraction = f"{at.microsecond:06}{moment % 9}"[:digits].rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def size_mb(identifier: str, size: int) -> str:
    """Units of 1,048,576 bytes, two decimals at most, with a comma or a dot."""
    text = f"{size / 1048576:.2f}".rstrip("0").rstrip(".")
    return text if variant(identifier, "sizeMB", 3) == 0 else text.replace(".", ",")


def version(identifier: str, number: int) -> int | str:
    return number if variant(identifier, "version", 2) else str(number)


def truth(identifier: str, value: bool) -> bool | str:  # noqa: FBT001 - the document's value
    return value if variant(identifier, "truth", 2) else str(value).lower()


def by_key(identifier: str, name: str) -> str:
    """`createdby` or `createdBy`."""
    return f"{name}by" if variant(identifier, "by", 3) else f"{name}By"
