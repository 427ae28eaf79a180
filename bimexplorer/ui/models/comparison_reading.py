"""A comparison as it comes: the server calculates, then its objects are read page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Signal

from bimexplorer.clouds.models import Models
from bimexplorer.comparison.following import PAGE, Result, Wanted, calculated, pages_after
from bimexplorer.comparison.grouping import searched
from bimexplorer.comparison.kept import KeptComparisons
from bimexplorer.errors import NotCalculated, ProgramError
from bimexplorer.model import Entry
from bimexplorer.revisions import (
    ChangedObject,
    Comparison,
    ComparisonOptions,
    ComparisonPage,
    ComparisonState,
    Difference,
    Pair,
)
from bimexplorer.ui.models.comparison import ObjectKey, key_of
from bimexplorer.ui.tasks import Task, Tasks

OPTIONS = ComparisonOptions(all_attributes=True)
"""What is asked for where nothing is limited: each pair is calculated once then, whoever looks at it."""

_AGAIN = 3
"""Times that reading begins anew because somebody had it calculated meanwhile."""

_Told = tuple[ComparisonPage, list[str]]
"""A page, and what `searched` made of its objects."""


class Phase(Enum):
    NOTHING = "nothing"
    """Not begun."""
    ASKING = "asking"
    CALCULATING = "calculating"
    """The server does; it may take any time."""
    READING = "reading"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def busy(self) -> bool:
        return self in (Phase.ASKING, Phase.CALCULATING, Phase.READING)


@dataclass(frozen=True, slots=True)
class Compared:
    """Whose revisions are compared, and who tells of them."""

    site_id: str
    known: Models
    """Of the connection that the site had when it was asked for."""
    model: Entry
    open_models: Callable[[], Models] | None = None
    """Gives those of the connection that the site has now: each sign-in opens another one. May block."""

    @property
    def models(self) -> Models:
        """Ask on a worker, each time anew."""
        return self.known if self.open_models is None else self.open_models()


class ComparisonReading(QObject):
    """Signals:
    changed(): another phase, another calculation, or it is up to date no longer.
    restarted(): another pair was asked for; there is nothing of it yet.
    brought(bool first): there are objects, or more of them; the first ones take the place of all before.
    failed(object error): it could not be calculated or read; what came before stays.
    looked(object error): it was looked at again; the error is None where that went well.
    """

    changed = Signal()
    restarted = Signal()
    brought = Signal(bool)
    failed = Signal(object)
    looked = Signal(object)

    def __init__(self, tasks: Tasks, compared: Compared, kept: KeptComparisons, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._kept = kept
        self._site_id = compared.site_id
        self._compared = compared
        self._model = compared.model
        self._phase = Phase.NOTHING
        self._task: Task | None = None
        self._looking: Task | None = None
        self._heard = False
        """Whether the server said that it is calculating; set on a worker."""
        self._keys: set[ObjectKey] = set()
        self._begun_anew = 0
        self.pair: Pair | None = None
        self.options = OPTIONS
        """What is asked for, from the next `read` on."""
        self._asked = OPTIONS
        """What was asked for last."""
        self.comparison: Comparison | None = None
        self.objects: list[ChangedObject] = []
        self.texts: list[str] = []
        """What `searched` made of the objects."""
        self.counts: Counter[Difference] = Counter()

    @property
    def phase(self) -> Phase:
        """Ask now and then while it is ASKING: that the server calculates is heard on a worker."""
        if self._phase is Phase.ASKING and self._heard:
            self._phase = Phase.CALCULATING
        return self._phase

    @property
    def stale(self) -> bool:
        """Whether the model was changed since it was calculated."""
        return self.comparison is not None and not self.comparison.up_to_date

    def read(self, pair: Pair, *, anew: bool = False) -> None:
        """Get this comparison; `anew`: have it calculated even if it seems up to date.

        Objects of the same pair stay until new ones come, if the same is asked for.
        """
        self._begun_anew = 0
        self._read(pair, anew=anew)

    def _read(self, pair: Pair, *, anew: bool = False) -> None:
        self._stop()
        other = (pair, self.options) != (self.pair, self._asked)
        self.pair, self._asked = pair, self.options
        if other:
            self._forget()
            self.restarted.emit()
        self._heard = False
        wanted = Wanted(self._model, pair, self._asked)
        anew = anew or self._kept.is_of_a_selection(self._site_id, wanted)

        def first() -> tuple[_Told, Iterator[ComparisonPage]]:
            models = self._compared.models
            known = None if anew else self._kept.known(self._site_id, models, wanted)
            if known is not None:
                pages = _in_pages(known)
                return _with_texts(next(pages)), pages
            page = calculated(models, wanted, anew=anew, waiting=self._hear)
            return _with_texts(page), pages_after(models, wanted, page)

        self._task = self._tasks.run(first, self._on_first, self._on_failed, owner=self)
        self._turn(Phase.ASKING)

    def cancel(self) -> None:
        """Wait no longer; the server goes on with what it is doing."""
        busy = self.phase.busy
        self._stop()
        if busy:
            self._turn(Phase.CANCELLED)

    def look_again(self) -> None:
        """Ask whether what is shown is still up to date, or calculated anew by somebody."""
        pair = self.pair
        if pair is None or self._phase is not Phase.DONE or self._looking is not None:
            return
        options = self._asked
        self._looking = self._tasks.run(
            lambda: self._state_now(pair, options), self._on_looked, self._on_look_failed, owner=self
        )

    def _state_now(self, pair: Pair, options: ComparisonOptions) -> Comparison | None:
        try:
            return self._compared.models.comparison(self._model, pair, options, limit=1).comparison
        except NotCalculated:
            return None

    # ---------------------------------------------------------------- what comes

    def _hear(self, _: Comparison) -> None:
        self._heard = True

    def _on_first(self, answer: tuple[_Told, Iterator[ComparisonPage]]) -> None:
        told, pages = answer
        self._forget()
        self.comparison = told[0].comparison
        self._turn(Phase.READING)
        self._take(told, first=True)
        self._next(pages)

    def _next(self, pages: Iterator[ComparisonPage]) -> None:
        def work() -> _Told | None:
            page = next(pages, None)
            return None if page is None else _with_texts(page)

        self._task = self._tasks.run(
            work, lambda told: self._on_page(pages, told), self._on_failed, owner=self
        )

    def _on_page(self, pages: Iterator[ComparisonPage], told: _Told | None) -> None:
        self._task = None
        if told is None:
            self._on_all()
        elif self.comparison is not None and told[0].comparison.calculated != self.comparison.calculated:
            self._on_other_calculation()
        else:
            self._take(told)
            self._next(pages)

    def _on_all(self) -> None:
        assert self.pair is not None
        assert self.comparison is not None
        found = Result(self.comparison, tuple(self.objects))
        self._kept.keep(self._site_id, Wanted(self._model, self.pair, self._asked), found)
        self._turn(Phase.DONE)

    def _on_other_calculation(self) -> None:
        self._begun_anew += 1
        assert self.pair is not None
        if self._begun_anew < _AGAIN:
            self._read(self.pair)
        else:
            text = self.tr("Somebody has these revisions compared again and again while they are read.")
            self._on_failed(ProgramError(text))

    def _take(self, told: _Told, *, first: bool = False) -> None:
        page, texts = told
        for one, text in zip(page.objects, texts, strict=True):
            key = key_of(one)
            # Pages of a list that moves may tell one twice.
            if key not in self._keys:
                self._keys.add(key)
                self.objects.append(one)
                self.texts.append(text)
                self.counts[one.difference] += 1
        self.brought.emit(first)

    def _on_failed(self, error: ProgramError) -> None:
        self._task = None
        self._turn(Phase.FAILED)
        self.failed.emit(error)

    def _on_looked(self, now: Comparison | None) -> None:
        self._looking = None
        known = self.comparison
        if self._phase is not Phase.DONE or known is None or self.pair is None:
            return
        other = now is not None and (
            now.state is ComparisonState.PENDING or now.calculated != known.calculated
        )
        if other:
            self.read(self.pair)
        elif (now is not None and now.up_to_date) != known.up_to_date:
            up_to_date = now is not None and now.up_to_date
            self.comparison = Comparison(known.pair, known.state, up_to_date, known.calculated, known.author)
            self.changed.emit()
        self.looked.emit(None)

    def _on_look_failed(self, error: ProgramError) -> None:
        self._looking = None
        self.looked.emit(error)

    # ---------------------------------------------------------------- turns

    def _turn(self, phase: Phase) -> None:
        self._phase = phase
        self.changed.emit()

    def _stop(self) -> None:
        for task in (self._task, self._looking):
            if task is not None:
                task.cancel()
        self._task = self._looking = None

    def _forget(self) -> None:
        # New lists: a worker may be arranging the old ones.
        self.objects, self.texts, self._keys = [], [], set()
        self.counts = Counter()
        self.comparison = None


def _in_pages(known: Result) -> Iterator[ComparisonPage]:
    """As the server would tell it; one at least."""
    for begin in range(0, max(len(known.objects), 1), PAGE):
        yield ComparisonPage(known.comparison, known.objects[begin : begin + PAGE])


def _with_texts(page: ComparisonPage) -> _Told:
    return page, [searched(one) for one in page.objects]
