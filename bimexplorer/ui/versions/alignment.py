"""Which lines of two texts belong to each other, and what differs within those that do.

Lines that are in both texts once only hold the rest in place (patience diff); what lies between them is left
to difflib, which alone took more than a minute for 2,000 lines that repeat, and cannot be interrupted.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from bimexplorer.cancellation import current

_CLOSE_LINES = 10_000
"""Lines of one text times lines of the other, up to which difflib looks for what they have in common."""
_CLOSE_WORDS = 400
"""The same for the words of two lines: a table has thousands of lines of a hundred cells each."""
_PAIRED = 2_500
"""The same, up to which the lines of a stretch are paired by what they say, and not in their order."""
_ALIKE = 0.4
"""Share of words that two lines have in common, from which on one is taken for the other, changed."""
_WORD = re.compile(r"\w+|\s+|[^\w\s]")

Span = tuple[int, int]
"""Characters `[begin, end)` of a line."""


class Change(Enum):
    """What happened to a row from the older text to the newer one."""

    SAME = "same"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the older text beside the one of the newer text that stands in its place."""

    change: Change
    old: int | None
    """Index of the line; None: there is none."""
    new: int | None
    old_marks: tuple[Span, ...] = ()
    """What is not in the newer line."""
    new_marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two texts, row by row."""

    rows: tuple[Row, ...]

    def differences(self) -> tuple[range, ...]:
        """The stretches of rows that are not the same, as indices into `rows`."""
        found: list[range] = []
        begin = None
        for index, row in enumerate(self.rows):
            if row.change is not Change.SAME:
                begin = index if begin is None else begin
            elif begin is not None:
                found.append(range(begin, index))
                begin = None
        if begin is not None:
            found.append(range(begin, len(self.rows)))
        return tuple(found)


def align(old: Sequence[str], new: Sequence[str]) -> Alignment:
    """Honours the cancellation in scope."""
    rows: list[Row] = []
    done_old = done_new = 0
    for match_old, match_new in [*_in_common(old, new, _CLOSE_LINES), (len(old), len(new))]:
        rows += _between(old, new, range(done_old, match_old), range(done_new, match_new))
        if match_old < len(old):
            rows.append(Row(Change.SAME, match_old, match_new))
        done_old, done_new = match_old + 1, match_new + 1
    return Alignment(tuple(rows))


# ---------------------------------------------------------------------------------------- in common


def _in_common(old: Sequence[str], new: Sequence[str], close: int) -> list[tuple[int, int]]:
    """Pairs of equal items, lines or words, ascending on both sides; `close`: what difflib may look at."""
    found: list[tuple[int, int]] = []
    waiting = [(range(len(old)), range(len(new)))]
    while waiting:
        current().check()
        mine, theirs = waiting.pop()
        while mine and theirs and old[mine[0]] == new[theirs[0]]:
            found.append((mine[0], theirs[0]))
            mine, theirs = mine[1:], theirs[1:]
        while mine and theirs and old[mine[-1]] == new[theirs[-1]]:
            found.append((mine[-1], theirs[-1]))
            mine, theirs = mine[:-1], theirs[:-1]
        if not mine or not theirs:
            continue
        anchors = _anchors(old, new, mine, theirs)
        if anchors:
            found += anchors
            ends = [*anchors, (mine.stop, theirs.stop)]
            begins = [(mine.start - 1, theirs.start - 1), *anchors]
            waiting += [
                (range(begin[0] + 1, end[0]), range(begin[1] + 1, end[1]))
                for begin, end in zip(begins, ends, strict=True)
            ]
        elif len(mine) * len(theirs) <= close:
            part = SequenceMatcher(None, old[mine.start : mine.stop], new[theirs.start : theirs.stop], False)
            for block in part.get_matching_blocks():
                found += [(mine[block.a + step], theirs[block.b + step]) for step in range(block.size)]
    return sorted(found)


def _anchors(old: Sequence[str], new: Sequence[str], mine: range, theirs: range) -> list[tuple[int, int]]:
    """The longest ascending series of items that are in both stretches once only."""
    once_old = _once(old, mine)
    once_new = _once(new, theirs)
    pairs = [(index, once_new[line]) for line, index in once_old.items() if line in once_new]
    ends: list[int] = []
    """The smallest end of a series of each length."""
    last: list[int] = []
    """Which pair that is."""
    before: list[int] = []
    for number, (_, index) in enumerate(pairs):
        length = bisect.bisect_left(ends, index)
        before.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(index)
            last.append(number)
        else:
            ends[length], last[length] = index, number
    series: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        series.append(pairs[number])
        number = before[number]
    return series[::-1]


def _once(lines: Sequence[str], stretch: range) -> dict[str, int]:
    """The items that are there only once, with their indices, ascending."""
    counted = Counter(lines[stretch.start : stretch.stop])
    return {lines[index]: index for index in stretch if counted[lines[index]] == 1}


# ---------------------------------------------------------------------------------------- what lies between


def _between(old: Sequence[str], new: Sequence[str], mine: range, theirs: range) -> Iterator[Row]:
    """Rows for two stretches that have no line in common."""
    pairs = _pairs(old, new, mine, theirs) if mine and theirs else []
    done_old, done_new = mine.start, theirs.start
    for pair_old, pair_new in [*pairs, (mine.stop, theirs.stop)]:
        current().check()
        yield from _in_order(old, new, range(done_old, pair_old), range(done_new, pair_new))
        if pair_old < mine.stop:
            yield _beside(old, new, pair_old, pair_new, *differing(old[pair_old], new[pair_new]))
        done_old, done_new = pair_old + 1, pair_new + 1


def _in_order(old: Sequence[str], new: Sequence[str], mine: range, theirs: range) -> Iterator[Row]:
    """Lines that are not alike: beside each other all the same, as far as there are any."""
    for step in range(max(len(mine), len(theirs))):
        if step >= len(theirs):
            yield Row(Change.REMOVED, mine[step], None)
        elif step >= len(mine):
            yield Row(Change.ADDED, None, theirs[step])
        else:
            marks = _whole(old[mine[step]]), _whole(new[theirs[step]])
            yield _beside(old, new, mine[step], theirs[step], *marks)


def _beside(
    old: Sequence[str],
    new: Sequence[str],
    mine: int,
    theirs: int,
    old_marks: tuple[Span, ...],
    new_marks: tuple[Span, ...],
) -> Row:
    """Where too much was to be looked at, two lines that came together may be equal all the same."""
    if old[mine] == new[theirs]:
        return Row(Change.SAME, mine, theirs)
    return Row(Change.CHANGED, mine, theirs, old_marks, new_marks)


def _whole(line: str) -> tuple[Span, ...]:
    return ((0, len(line)),) if line else ()


def _pairs(old: Sequence[str], new: Sequence[str], mine: range, theirs: range) -> list[tuple[int, int]]:
    """The lines that are most alike, without crossing each other."""
    if len(mine) * len(theirs) > _PAIRED:
        if len(mine) != len(theirs):
            return []
        straight = zip(mine, theirs, strict=True)
        return [pair for pair in straight if _alike(_words(old[pair[0]]), _words(new[pair[1]])) >= _ALIKE]
    current().check()
    here = [_words(old[index]) for index in mine]
    there = [_words(new[index]) for index in theirs]
    # Best sum of likeness for what is left from (row, column) on.
    best = [[0.0] * (len(there) + 1) for _ in range(len(here) + 1)]
    likeness = [[_alike(one, other) for other in there] for one in here]
    for row in range(len(here) - 1, -1, -1):
        for column in range(len(there) - 1, -1, -1):
            alike = likeness[row][column]
            together = alike + best[row + 1][column + 1] if alike >= _ALIKE else 0.0
            best[row][column] = max(together, best[row + 1][column], best[row][column + 1])
    found = []
    row = column = 0
    while row < len(here) and column < len(there):
        alike = likeness[row][column]
        if alike >= _ALIKE and best[row][column] == alike + best[row + 1][column + 1]:
            found.append((mine[row], theirs[column]))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return found


def _words(line: str) -> Counter[str]:
    return Counter(word for word in _WORD.findall(line) if not word.isspace())


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """0..1"""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


# ---------------------------------------------------------------------------------------- within a line


def differing(old: str, new: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Which characters of each of two lines are not in the other, word by word."""
    mine, theirs = _WORD.findall(old), _WORD.findall(new)
    common = _in_common(mine, theirs, _CLOSE_WORDS)
    return _others(mine, [pair[0] for pair in common]), _others(theirs, [pair[1] for pair in common])


def _others(words: Sequence[str], common: Sequence[int]) -> tuple[Span, ...]:
    """The stretches of words that are not common, as stretches of characters."""
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word))
    begins = [0, *(index + 1 for index in common)]
    stretches = zip(begins, [*common, len(words)], strict=True)
    return tuple((ends[begin], ends[end]) for begin, end in stretches if end > begin)
