"""Tables and properties of the transfer plan."""

from __future__ import annotations

import itertools
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bimexplorer.clouds.base import Span, UploadTraits
from bimexplorer.errors import (
    AccessDenied,
    BatchFailed,
    Corrupt,
    Offline,
    ProgramError,
    RateLimited,
    ServerBusy,
    ServerFailed,
    SourceChanged,
    UploadLost,
)
from bimexplorer.transfer import plan
from bimexplorer.transfer.plan import Speed, Way
from bimexplorer.transfer.status import Decision

_SPANS = st.lists(st.builds(Span, st.integers(0, 300), st.integers(0, 80)), max_size=12)


def _bytes(spans: list[Span] | tuple[Span, ...]) -> set[int]:
    return {offset for span in spans for offset in range(span.offset, span.end)}


@given(_SPANS)
def test_merged_spans_hold_the_same_bytes_in_order_and_apart(spans: list[Span]) -> None:
    merged = plan.merged(spans)
    assert _bytes(merged) == _bytes(spans)
    assert all(before.end < after.offset for before, after in itertools.pairwise(merged))
    assert all(span.length > 0 for span in merged)
    assert plan.covered(spans) == len(_bytes(spans))


@given(st.integers(0, 400), _SPANS, _SPANS, st.integers(1, 100))
def test_the_next_part_is_the_first_that_nobody_has(
    size: int, confirmed: list[Span], travelling: list[Span], part_size: int
) -> None:
    part = plan.next_part(size, confirmed, travelling, part_size)
    missing = set(range(size)) - _bytes(confirmed) - _bytes(travelling)
    if part is None:
        assert not missing
    else:
        assert part.offset == min(missing)
        assert 0 < part.length <= part_size
        assert _bytes([part]) <= missing


@given(st.integers(0, 1000), st.integers(1, 100), st.integers(1, 6), st.randoms(use_true_random=False))
def test_sending_until_nothing_is_missing_sends_each_byte_once(
    size: int, part_size: int, at_once: int, chance: object
) -> None:
    confirmed: tuple[Span, ...] = ()
    travelling: list[Span] = []
    sent = 0
    while True:
        while len(travelling) < at_once and (part := plan.next_part(size, confirmed, travelling, part_size)):
            travelling.append(part)
            sent += part.length
        if not travelling:
            break
        arrived = travelling.pop(chance.randrange(len(travelling)))  # type: ignore[attr-defined]
        confirmed = plan.merged((*confirmed, arrived))
    assert sent == size
    assert plan.covered(confirmed) == size


_TRAITS = UploadTraits(
    part_size=8 << 20, parallel_parts=4, batch_files=50, resumable=True, hashes=True, keeps_versions=False
)


@pytest.mark.parametrize(
    ("files", "size", "more", "fits"),
    [
        (0, 0, 1 << 40, True),
        (1, 0, 10, True),
        (49, 0, 10, True),
        (50, 0, 10, False),
        (2, 16 << 20, 0, True),
        (2, 16 << 20, 1, False),
        (2, 60 << 20, 8 << 20, False),
    ],
)
def test_batches_are_bounded(files: int, size: int, more: int, *, fits: bool) -> None:
    assert plan.fits_batch(_TRAITS, files, size, more) is fits


def test_a_batch_stays_small_whatever_the_service_allows() -> None:
    traits = replace(_TRAITS, part_size=1, parallel_parts=1, batch_files=1_000_000)
    assert not plan.fits_batch(traits, 1000, 0, 1)
    assert plan.is_small(traits, 1)
    assert not plan.is_small(traits, 2)


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("plan.pdf", [], "plan (2).pdf"),
        ("plan.pdf", ["plan (2).pdf", "plan (3).pdf"], "plan (4).pdf"),
        ("plan (2).pdf", ["plan (2).pdf"], "plan (3).pdf"),
        ("plan (2) (2).pdf", [], "plan (2) (3).pdf"),
        ("plan", [], "plan (2)"),
        (".gitignore", [], ".gitignore (2)"),
        ("a.tar.gz", [], "a.tar (2).gz"),
        ("平面図.dwg", ["平面図 (2).dwg"], "平面図 (3).dwg"),
        ("v (x).txt", [], "v (x) (2).txt"),
        ("(2).txt", [], "(2) (2).txt"),
    ],
)
def test_numbered_names(name: str, taken: list[str], expected: str) -> None:
    assert plan.numbered(name, taken.__contains__) == expected


@given(st.text(min_size=1), st.integers(0, 5))
def test_numbered_names_are_free_and_end_alike(name: str, rounds: int) -> None:
    taken = {name}
    for _ in range(rounds + 1):
        free = plan.numbered(name, taken.__contains__)
        assert free not in taken
        taken.add(free)
    stem, dot, extension = name.rpartition(".")
    if stem and dot:
        assert free.endswith("." + extension)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Plan.PDF", "plan.pdf"),
        (unicodedata.normalize("NFC", "Übersicht"), unicodedata.normalize("NFD", "übersicht")),
        ("straße", "STRASSE"),
    ],
)
def test_names_that_may_be_the_same(one: str, other: str) -> None:
    assert plan.name_key(one) == plan.name_key(other)


@given(st.text())
def test_a_key_is_its_own_key(name: str) -> None:
    assert plan.name_key(plan.name_key(name)) == plan.name_key(name)


@pytest.mark.parametrize(
    ("decision", "there", "folder_there"),
    [
        (Decision.ASK, Way.ASK, Way.MISMATCH),
        (Decision.FAIL, Way.REFUSE, Way.MISMATCH),
        (Decision.SKIP, Way.SKIP, Way.MISMATCH),
        (Decision.NEW_VERSION, Way.REPLACE, Way.MISMATCH),
        (Decision.OVERWRITE, Way.REPLACE, Way.MISMATCH),
        (Decision.KEEP_BOTH, Way.RENAME, Way.RENAME),
    ],
)
def test_every_decision(decision: Decision, there: Way, folder_there: Way) -> None:
    assert plan.way(decision, exists=False) is Way.PLAIN
    assert plan.way(decision, exists=True) is there
    assert plan.way(decision, exists=True, is_file=False) is folder_there


def test_back_off_doubles_up_to_a_minute() -> None:
    steps = [plan.retry_delay(attempt, 0.5) for attempt in range(1, 12)]
    assert steps == [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert plan.retry_delay(10**6, 0.5) == 60


@given(st.integers(1, 1000), st.floats(0, 1), st.one_of(st.none(), st.floats(0, 10**6)))
def test_back_off_keeps_to_what_the_server_asks_within_reason(
    attempt: int, chance: float, asked: float | None
) -> None:
    delay = plan.retry_delay(attempt, chance, asked)
    asked = min(asked or 0, 900)
    assert 0.375 <= delay <= max(75, asked)
    assert delay >= asked


@pytest.mark.parametrize(
    ("error", "often", "for_ever"),
    [
        (Offline("x"), True, True),
        (ServerBusy("x"), True, True),
        (RateLimited("x"), True, True),
        (ServerFailed("x"), True, False),
        (UploadLost("x"), True, False),
        (BatchFailed("x"), True, False),
        (SourceChanged("x"), True, False),
        (AccessDenied("x"), False, False),
        (Corrupt("x"), False, False),
        (ProgramError("x"), False, False),
    ],
)
def test_what_is_tried_again(error: ProgramError, *, often: bool, for_ever: bool) -> None:
    assert plan.may_retry(error, 1) is often
    assert plan.may_retry(error, 1000) is for_ever
    assert plan.concerns_site(error) is for_ever


def test_the_wait_a_server_asks_for() -> None:
    assert plan.retry_after(ServerBusy("x", retry_after=7)) == 7
    assert plan.retry_after(ServerBusy("x")) is None
    assert plan.retry_after(Offline("x")) is None


def test_speed_is_that_of_the_last_seconds() -> None:
    speed = Speed()
    assert speed.value == 0
    speed.sample(0.0, 0)
    assert speed.value == 0
    for second in range(1, 21):
        speed.sample(float(second), second * 100)
    assert speed.value == pytest.approx(100)
    for second in range(21, 31):
        speed.sample(float(second), 2000 + (second - 20) * 1000)
    assert speed.value == pytest.approx(1000)
    for second in range(31, 41):
        speed.sample(float(second), 12000)
    assert speed.value == 0
    # Begun anew: what was sent counts no more.
    speed.sample(41.0, 0)
    assert speed.value == 0
    speed.clear()
    assert speed.idle


@given(st.lists(st.tuples(st.floats(0.01, 10), st.integers(0, 10**9)), max_size=60))
def test_speed_is_never_negative(steps: list[tuple[float, int]]) -> None:
    speed, now = Speed(), 0.0
    for step, total in steps:
        now += step
        speed.sample(now, total)
        assert speed.value >= 0


@pytest.mark.parametrize(
    ("missing", "speed", "expected"), [(0, 0, 0), (-5, 10, 0), (100, 0, None), (100, 50, 2), (1, 1e-9, 1e9)]
)
def test_seconds_left(missing: int, speed: float, expected: float | None) -> None:
    assert plan.seconds_left(missing, speed) == (None if expected is None else pytest.approx(expected))
