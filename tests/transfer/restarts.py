"""Quitting and being killed, as tests do it; and what has come until then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bimexplorer.errors import LocalError
from bimexplorer.transfer.journal.rows import Changes

if TYPE_CHECKING:
    from tests.transfer.conftest import Bench

Restart = Callable[..., None]


def quit_and_start(bench: Bench, *, clear: bool = True, **options: Any) -> None:
    """With a server that behaves from then on, if it is to `clear`, new connections and fresh counters."""
    bench.queue.stop()
    if clear:
        bench.server.clear_faults()
        bench.sign_in_again()
    bench.server.reset_counters()
    bench.queue = bench.new_queue(**options)
    bench.queue.start()
    bench.until(lambda: bench.queue.working)


def kill_and_start(bench: Bench, *, clear: bool = True, **options: Any) -> None:
    """As after `kill -9`: from this moment on nothing more is written, nor sent."""

    def save(_: Changes) -> None:
        raise LocalError("The process was killed.")

    bench.queue._journal.save = save  # type: ignore[method-assign]
    quit_and_start(bench, clear=clear, **options)


def saved(bench: Bench, condition: Callable[[], Any]) -> None:
    """Wait for something, and until the journal has it."""
    bench.until(condition)
    bench.queue._engine.flush(30)


def came(bench: Bench, *job_ids: int) -> int:
    """Bytes that have travelled."""
    return sum(item.done for job_id in job_ids for item in bench.queue.items(job_id))


def kept(bench: Bench, job_id: int) -> int:
    """Bytes that the journal knows to have travelled."""
    return sum(row.done for row in bench.queue._journal.item_rows(job_id))


def rows(bench: Bench, table: str) -> int:
    with bench.queue._journal._side.reading() as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
