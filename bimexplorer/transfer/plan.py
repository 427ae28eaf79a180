"""What to do next, as pure functions: parts, batches, names, conflicts, retries, speed.

Nothing here reads a clock, a file or a server.
"""

from __future__ import annotations

import unicodedata
from collections import deque
from collections.abc import Iterable, Sequence
from enum import Enum

from bimexplorer.clouds.base import Span, UploadTraits
from bimexplorer.errors import Offline, ProgramError, ServerBusy, Verdict, classify
from bimexplorer.naming import numbered as numbered
from bimexplorer.transfer.status import Decision

# ---------------------------------------------------------------------------------------- parts


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same bytes as sorted stretches that neither touch nor overlap."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda span: span.offset):
        if span.length <= 0:
            continue
        if result and span.offset <= result[-1].end:
            last = result.pop()
            result.append(Span(last.offset, max(last.end, span.end) - last.offset))
        else:
            result.append(span)
    return tuple(result)


def covered(spans: Iterable[Span]) -> int:
    """How many bytes lie in at least one of the spans."""
    return sum(span.length for span in merged(spans))


def next_part(
    size: int, confirmed: Sequence[Span], travelling: Sequence[Span], part_size: int
) -> Span | None:
    """The first stretch that is neither confirmed nor on its way, at most `part_size` long; None: nothing."""
    start = 0
    for taken in (*merged((*confirmed, *travelling)), Span(size, 0)):
        end = min(taken.offset, size)
        if end > start:
            return Span(start, min(part_size, end - start))
        start = max(start, taken.end)
    return None


def probe(size: int, confirmed: Sequence[Span], part_size: int) -> Span:
    """The part to send when it is not known any more what arrived: its answer tells.

    The last one that was not confirmed: parts go in order, so it is the least likely to be there already.
    """
    end = size
    for span in reversed(merged(confirmed)):
        if span.end < end:
            break
        end = span.offset
    if end <= 0:
        end = size
    last = max((span.end for span in merged(confirmed) if span.end < end), default=0)
    # On the same grid as if it had been sent from the start.
    start = last + (end - last - 1) // part_size * part_size
    return Span(start, end - start)


# ---------------------------------------------------------------------------------------- batches

# A batch that is lost is sent again as a whole: these bound the loss. The vendor's web page allows 500 files.
_BATCH_FILES = 100
_BATCH_BYTES = 16 << 20


def fits_batch(traits: UploadTraits, files: int, size: int, next_size: int) -> bool:
    """Whether a file of `next_size` bytes may join a batch that holds `files` with `size` bytes."""
    if files == 0:
        return True
    return files < min(traits.batch_files, _BATCH_FILES) and size + next_size <= _BATCH_BYTES


def is_small(traits: UploadTraits, size: int) -> bool:
    """Whether a file travels in one part, and so may share a batch and a lane's visit."""
    return size <= traits.part_size


# ---------------------------------------------------------------------------------------- names


def name_key(name: str) -> str:
    """Equal for names that a service or a file system may take for the same one.

    BIMcloud's `$loweredPath` is unique, so case does not tell names apart there; neither does it on Windows
    and macOS, and macOS composes accents its own way.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


# ---------------------------------------------------------------------------------------- conflicts


class Way(Enum):
    """What happens with an item whose name has been looked up."""

    PLAIN = "plain"
    """Nothing is there: go ahead, and never over something that appears meanwhile."""
    REPLACE = "replace"
    """Upload: a new version. Download: in place of the local file."""
    RENAME = "rename"
    ASK = "ask"
    SKIP = "skip"
    REFUSE = "refuse"
    MISMATCH = "mismatch"
    """A folder stands where the file should go, or the reverse: no decision helps but another name."""


_WAYS: dict[Decision, Way] = {
    Decision.ASK: Way.ASK,
    Decision.FAIL: Way.REFUSE,
    Decision.SKIP: Way.SKIP,
    Decision.NEW_VERSION: Way.REPLACE,
    Decision.OVERWRITE: Way.REPLACE,
    Decision.KEEP_BOTH: Way.RENAME,
}


def way(decision: Decision, *, exists: bool, is_file: bool = True) -> Way:
    """What a decision means for a file whose name is there or not; `is_file`: what is there is a file too."""
    if not exists:
        return Way.PLAIN
    if not is_file and decision is not Decision.KEEP_BOTH:
        return Way.MISMATCH
    return _WAYS[decision]


# ---------------------------------------------------------------------------------------- retries

_FIRST_DELAY = 0.5
_LONGEST_DELAY = 60.0
_LONGEST_WISH = 900.0
_TRIES = 5


def retry_delay(attempt: int, chance: float, retry_after: float | None = None) -> float:
    """Seconds until the next try after the `attempt`-th failure (from 1); `chance` in 0..1 spreads the crowd.

    Doubles from half a second to a minute, give or take a quarter. A server's own `retry_after` is kept to,
    up to a quarter of an hour: one that names a day has a wrong clock, or we have.
    """
    delay = min(_FIRST_DELAY * 2.0 ** min(attempt - 1, 16), _LONGEST_DELAY)
    delay *= 0.75 + 0.5 * chance
    return max(delay, min(retry_after or 0.0, _LONGEST_WISH))


def may_retry(error: ProgramError, attempt: int) -> bool:
    """Whether an `attempt`-th failure (from 1) of this kind is followed by another try.

    Being offline or told to wait says nothing about the file and is waited out; anything else that might pass
    gets a bounded number of tries.
    """
    if classify(error) is not Verdict.RETRY:
        return False
    return isinstance(error, (Offline, ServerBusy)) or attempt < _TRIES


def concerns_site(error: ProgramError) -> bool:
    """Whether the other transfers of the site had better wait too."""
    return isinstance(error, (Offline, ServerBusy))


def retry_after(error: ProgramError) -> float | None:
    """Seconds the server asked to wait, where it did."""
    return error.retry_after if isinstance(error, ServerBusy) else None


# ---------------------------------------------------------------------------------------- speed


class Speed:
    """Bytes a second over a sliding window, from samples of a running total."""

    WINDOW = 5.0

    __slots__ = ("_samples",)

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque()

    def sample(self, now: float, total: int) -> None:
        """Note the total at a time (monotonic seconds). A total that shrinks starts the window anew."""
        if self._samples and total < self._samples[-1][1]:
            self._samples.clear()
        self._samples.append((now, total))
        while len(self._samples) > 2 and self._samples[1][0] <= now - self.WINDOW:
            self._samples.popleft()

    @property
    def idle(self) -> bool:
        """Whether no sample was taken yet."""
        return not self._samples

    def clear(self) -> None:
        """Nothing moves."""
        self._samples.clear()

    @property
    def value(self) -> float:
        """Bytes a second; 0 before there are two samples."""
        if len(self._samples) < 2:
            return 0.0
        (first, before), (last, after) = self._samples[0], self._samples[-1]
        return (after - before) / (last - first) if last > first else 0.0


def seconds_left(missing: int, speed: float) -> float | None:
    """How long the rest takes; None where that cannot be told."""
    if missing <= 0:
        return 0.0
    return missing / speed if speed > 0 else None
