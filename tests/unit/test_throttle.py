"""The rate limit: the arithmetic by a clock of its own, the waiting with real threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bimexplorer.cancellation import Cancellation
from bimexplorer.errors import Cancelled
from bimexplorer.transfer.throttle import Bucket, Throttle

KIB = 1 << 10
MIB = 1 << 20
ENOUGH = 20
"""Seconds a test waits for what has to happen; none of them is ever slept through."""


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


# -------------------------------------------------------------------- arithmetic


@pytest.mark.parametrize(
    ("rate", "burst"), [(1, 64 * KIB), (20_000, 64 * KIB), (262_144, 64 * KIB), (8_000_000, 2_000_000)]
)
def test_a_burst_is_a_quarter_second_and_at_least_one_small_read(rate: int, burst: int) -> None:
    bucket = Bucket(rate, Clock())
    assert bucket.burst == burst
    assert bucket.seconds_until(burst) == 0


def test_what_is_spent_comes_back_with_time_and_no_faster() -> None:
    clock = Clock()
    bucket = Bucket(100_000, clock)
    bucket.spend(bucket.burst)
    assert bucket.seconds_until(50_000) == pytest.approx(0.5)
    clock.now += 0.4
    assert bucket.seconds_until(50_000) == pytest.approx(0.1)
    clock.now += 0.1
    assert bucket.seconds_until(50_000) == pytest.approx(0)


def test_a_long_rest_saves_one_burst_only() -> None:
    clock = Clock()
    bucket = Bucket(1_000_000, clock)
    clock.now += 3600
    assert bucket.seconds_until(250_000) == 0
    bucket.spend(250_000)
    assert bucket.seconds_until(100_000) == pytest.approx(0.1)


def test_a_new_rate_counts_from_now_on() -> None:
    clock = Clock()
    bucket = Bucket(10_000, clock)
    bucket.spend(bucket.burst)
    clock.now += 1
    bucket.rate = 40_000
    assert bucket.seconds_until(30_000) == pytest.approx(0.5)


def test_a_lower_rate_forgets_what_was_saved_for_the_higher_one() -> None:
    bucket = Bucket(100_000_000, Clock())
    bucket.rate = 1000
    assert bucket.seconds_until(64 * KIB) == 0
    bucket.spend(64 * KIB)
    assert bucket.seconds_until(1000) == pytest.approx(1)


@given(
    rate=st.integers(1, 10_000_000),
    steps=st.lists(st.tuples(st.floats(0, 5), st.integers(1, 64 * KIB)), max_size=50),
)
def test_never_more_than_the_rate_and_one_burst(rate: int, steps: list[tuple[float, int]]) -> None:
    clock = Clock()
    begun, spent = clock.now, 0
    bucket = Bucket(rate, clock)
    for pause, count in steps:
        clock.now += pause
        clock.now += bucket.seconds_until(count)
        bucket.spend(count)
        spent += count
        assert spent <= (clock.now - begun) * rate * (1 + 1e-9) + bucket.burst + 1


# -------------------------------------------------------------------- the block to move


@pytest.mark.parametrize(
    ("rate", "block"),
    [(0, MIB), (1, 4 * KIB), (20_000, 4 * KIB), (1_000_000, 125_000), (8_000_000, 1_000_000), (10**9, MIB)],
)
def test_blocks_are_an_eighth_of_a_second(rate: int, block: int) -> None:
    assert Throttle(rate).block(MIB) == block


def test_a_block_is_never_larger_than_asked_for() -> None:
    assert Throttle(20_000).block(100) == 100


def test_a_negative_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        Throttle(-1)
    throttle = Throttle(5)
    with pytest.raises(ValueError, match="-1"):
        throttle.rate = -1
    assert throttle.rate == 5


# -------------------------------------------------------------------- waiting


class Lane:
    """A thread that takes, and what became of it."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.cancellation = Cancellation()
        self.cancelled = False
        self._work = work
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        with self.cancellation.scope():
            try:
                self._work()
            except Cancelled:
                self.cancelled = True

    @property
    def runs(self) -> bool:
        return self._thread.is_alive()

    def end(self) -> None:
        self._thread.join(ENOUGH)
        assert not self.runs


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + ENOUGH
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def waiting(throttle: Throttle) -> int:
    return len(throttle._turns)


def emptied(rate: int) -> Throttle:
    """A limit whose burst is spent."""
    throttle = Throttle(rate)
    throttle.take(64 * KIB)
    return throttle


def test_no_limit_holds_nobody_back() -> None:
    throttle = Throttle()
    for _ in range(10_000):
        throttle.take(MIB)
    assert throttle.rate == 0


def test_nothing_to_move_takes_nothing() -> None:
    emptied(1).take(0)


@pytest.mark.parametrize("rate", [0, 10**12])
def test_a_waiting_lane_notices_a_raised_rate(rate: int) -> None:
    throttle = emptied(1)
    lane = Lane(lambda: throttle.take(MIB))
    until(lambda: waiting(throttle) == 1)
    assert lane.runs
    throttle.rate = rate
    lane.end()
    assert not lane.cancelled
    assert waiting(throttle) == 0


def test_every_waiting_lane_notices() -> None:
    throttle = emptied(1)
    lanes = [Lane(lambda: throttle.take(MIB)) for _ in range(16)]
    until(lambda: waiting(throttle) == 16)
    throttle.rate = 0
    for lane in lanes:
        lane.end()


def test_a_limit_that_is_set_later_holds() -> None:
    throttle = Throttle()
    throttle.take(MIB)
    throttle.rate = 1
    lane = Lane(lambda: throttle.take(64 * KIB + 1))
    until(lambda: waiting(throttle) == 1)
    assert lane.runs
    lane.cancellation.cancel()
    lane.end()


def test_cancelling_ends_the_wait_of_this_lane_only() -> None:
    throttle = emptied(1)
    lanes = [Lane(lambda: throttle.take(MIB)) for _ in range(3)]
    until(lambda: waiting(throttle) == 3)
    lanes[1].cancellation.cancel()
    lanes[1].end()
    assert lanes[1].cancelled
    assert waiting(throttle) == 2
    assert lanes[0].runs
    assert lanes[2].runs
    throttle.rate = 0
    for lane in (lanes[0], lanes[2]):
        lane.end()
        assert not lane.cancelled


def test_the_next_lane_is_served_when_the_first_one_gives_up() -> None:
    throttle = emptied(200_000)
    first = Lane(lambda: throttle.take(10**9))
    until(lambda: waiting(throttle) == 1)
    second = Lane(lambda: throttle.take(KIB))
    second.end()
    assert not second.cancelled
    assert first.runs
    first.cancellation.cancel()
    first.end()
    assert first.cancelled


def test_who_is_cancelled_before_does_not_wait() -> None:
    throttle = emptied(1)
    token = Cancellation()
    token.cancel()
    with token.scope(), pytest.raises(Cancelled):
        throttle.take(MIB)
    assert waiting(throttle) == 0


def test_lanes_together_stay_below_the_rate_and_share_it() -> None:
    """However slow this computer is, more than rate * time + burst has not passed."""
    rate = 2_000_000
    throttle = Throttle(rate)
    moved = [0] * 4
    done = threading.Event()

    def work(number: int) -> None:
        # The last lane asks for blocks 60 times as large.
        size = 4 * KIB if number < 3 else 240 * KIB
        while not done.is_set():
            throttle.take(size)
            moved[number] += size

    begun = time.monotonic()
    lanes = [Lane(lambda number=number: work(number)) for number in range(4)]
    until(lambda: sum(moved) > 2_000_000)
    done.set()
    for lane in lanes:
        lane.end()
    elapsed = time.monotonic() - begun
    assert sum(moved) <= rate * elapsed + 500_000 + 4 * 240 * KIB
    assert all(count > 0 for count in moved)
