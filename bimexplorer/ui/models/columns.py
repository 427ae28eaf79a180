"""Which columns the details view shows, in which order and how wide, as the settings keep it. Knows no Qt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bimexplorer.ui.models.contents import Column

_WORD = re.compile(r"(-?)([a-z]+)(?::([0-9]{1,4}))?")


@dataclass(frozen=True, slots=True)
class Columns:
    """A choice of columns. The name is always shown, stands first and takes what the others leave."""

    order: tuple[Column, ...] = tuple(Column)
    """Every column, from the left; the hidden ones keep their place."""
    hidden: frozenset[Column] = frozenset()
    widths: Mapping[Column, int] = field(default_factory=dict)
    """Pixels of those that somebody sized."""

    def text(self) -> str:
        """`name size:90 -type:160 modified owner`; hidden ones have a dash."""
        return " ".join(
            f"{'-' if column in self.hidden else ''}{column.name.lower()}"
            + (f":{self.widths[column]}" if column in self.widths else "")
            for column in self.order
        )

    @classmethod
    def from_text(cls, text: str) -> Columns:
        """What `text` wrote. Words that are none are passed over; columns that are not told come last."""
        known = {column.name.lower(): column for column in Column}
        order: list[Column] = [Column.NAME]
        hidden: set[Column] = set()
        widths: dict[Column, int] = {}
        for word in text.split():
            match = _WORD.fullmatch(word)
            column = known.get(match[2]) if match is not None else None
            if match is None or column is None or column in order:
                continue
            order.append(column)
            if match[1]:
                hidden.add(column)
            if match[3]:
                widths[column] = int(match[3])
        order += [column for column in Column if column not in order]
        return cls(tuple(order), frozenset(hidden), widths)
