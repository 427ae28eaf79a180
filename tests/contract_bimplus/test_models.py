"""Revisions of models and comparisons of them, calculated by the stand-in from what its revisions hold."""

from __future__ import annotations

import itertools
import random
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from bimexplorer.cancellation import Cancellation
from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.bimplus.forms import form_type
from bimexplorer.clouds.models import Models
from bimexplorer.comparison import following, history
from bimexplorer.comparison.following import Result, Wanted
from bimexplorer.comparison.grouping import counts
from bimexplorer.comparison.kept import KeptComparisons
from bimexplorer.errors import AccessDenied, Cancelled, NotCalculated, NotFound, Unsupported
from bimexplorer.model import Capability, Entry
from bimexplorer.revisions import (
    AttributeChange,
    ComparisonLimits,
    ComparisonOptions,
    ComparisonState,
    Difference,
    ModelState,
    Pair,
)
from tests.contract_bimplus.lab import PROJECT
from tests.contract_bimplus.lab import BimplusLab as Lab
from tests.contract_bimplus.parts import content, form, node, wire

_numbers = itertools.count(1)

PAIR = Pair(2, 1)
WITH_ATTRIBUTES = ComparisonOptions(all_attributes=True)


def wall(key: str, geometry: str = "a", **more: Any) -> dict[str, Any]:
    return {"key": key, "type": "Wall", "name": f"Wall {key}", "geometry": geometry, **more}


FIRST = [
    wall("stays"),
    wall("gone"),
    wall("moved"),
    wall("painted", attributes={"colour": "red", "height": 3, "old": "x"}),
]
SECOND = [
    wall("stays"),
    wall("new", type="Beam"),
    wall("moved", geometry="b"),
    wall("painted", attributes={"colour": "blue", "height": 3, "fresh": True}),
]

Make = Callable[..., Entry]


@pytest.fixture
def models(cloud: Cloud) -> Models:
    assert cloud.models is not None
    return cloud.models


@pytest.fixture
def make(lab: Lab, cloud: Cloud) -> Make:
    """Models of the test's own, each with a revision for each list of objects."""

    def made(*revisions: list[dict[str, Any]]) -> Entry:
        name = f"Model {next(_numbers)} of {id(lab)}"
        lab.action("make-model", project=PROJECT, name=name, revisions=list(revisions))
        return cloud.entry_at((lab.team, PROJECT, "Models", name))

    return made


def compared(models: Models, model: Entry, pair: Pair = PAIR, **options: Any) -> Result:
    return following.whole(models, Wanted(model, pair, ComparisonOptions(**options)))


def names(result: Result) -> dict[Difference, list[str]]:
    return {
        difference: sorted(one.name for one in result.objects if one.difference is difference)
        for difference in Difference
    }


# ---------------------------------------------------------------------------------------- revisions


def test_revisions_are_listed_made_and_named(cloud: Cloud, models: Models, make: Make) -> None:
    model = make(FIRST, SECOND)
    assert [revision.number for revision in models.revisions(model)] == [2, 1]
    made = models.create_revision(model, "Ausführung", "Für die Baustelle")
    assert (made.number, made.name, made.description) == (3, "Ausführung", "Für die Baustelle")
    edited = models.edit_revision(model, made, "Ausführung Ü", "Neu")
    assert edited == models.revisions(model)[0]
    assert (edited.number, edited.name, edited.description) == (3, "Ausführung Ü", "Neu")
    assert edited.author
    assert edited.created is not None


def test_the_state_of_a_model_is_followed(lab: Lab, models: Models, make: Make) -> None:
    model = make(FIRST)
    node = model.id.rsplit(":", 1)[1]
    for state in (ModelState.PROCESSING, ModelState.FAILED, ModelState.DONE):
        lab.action("set-model-status", model=node, status=state.value)
        assert models.state(model) is state
    assert not ModelState.PROCESSING.settled
    assert ModelState.FAILED.settled


def test_whoever_only_looks_compares_and_makes_no_revisions(lab: Lab, make: Make) -> None:
    model = make(FIRST, SECOND)
    reader = lab.open_reader()
    assert reader.models is not None
    seen = reader.entry(model.id)
    assert Capability.REVISIONS not in reader.missing(seen)
    assert "right" in reader.missing(seen)[Capability.EDIT_REVISIONS]
    with pytest.raises(AccessDenied):
        reader.models.create_revision(seen, "Mine")
    assert len(reader.models.revisions(seen)) == 2


def test_only_models_have_revisions(lab: Lab, cloud: Cloud, models: Models) -> None:
    for entry in (cloud.root(), cloud.entry_at((lab.team,)), cloud.entry_at((lab.team, PROJECT))):
        assert "Only models" in cloud.missing(entry)[Capability.REVISIONS]
        with pytest.raises(Unsupported):
            models.revisions(entry)


# ---------------------------------------------------------------------------------------- comparisons


def test_what_changed(models: Models, make: Make) -> None:
    model = make(FIRST, SECOND)
    with pytest.raises(NotCalculated):
        models.comparison(model, PAIR, ComparisonOptions())
    result = compared(models, model)
    assert names(result) == {
        Difference.INSERTED: ["Wall new"],
        Difference.DELETED: ["Wall gone"],
        Difference.GEOMETRY: ["Wall moved"],
        Difference.CHANGED: ["Wall painted"],
    }
    assert result.comparison.state is ComparisonState.DONE
    assert result.comparison.up_to_date
    assert result.comparison.author
    assert {one.type for one in result.objects} == {"Wall", "Beam"}


def test_attributes_before_and_after(models: Models, make: Make) -> None:
    result = compared(models, make(FIRST, SECOND), all_attributes=True)
    (painted,) = (one for one in result.objects if one.difference is Difference.CHANGED)
    changes = {change.name: change for change in painted.attributes if change.differs}
    assert changes == {
        "colour": AttributeChange("colour", "red", "blue"),
        "old": AttributeChange("old", "x", None),
        "fresh": AttributeChange("fresh", None, "true"),
    }


def test_only_what_changed_in_these_attributes(models: Models, make: Make) -> None:
    result = compared(models, make(FIRST, SECOND), attributes=("colour", "nothing"))
    assert names(result)[Difference.CHANGED] == ["Wall painted"]
    result = compared(models, make(FIRST, SECOND), attributes=("nothing",))
    assert names(result)[Difference.CHANGED] == []


def test_what_went_stale_is_calculated_anew(lab: Lab, models: Models, make: Make) -> None:
    model = make(FIRST, SECOND)
    before = compared(models, model)
    lab.action("import-model", model=model.id.rsplit(":", 1)[1], objects=FIRST)
    page = models.comparison(model, PAIR, ComparisonOptions())
    assert not page.comparison.up_to_date
    assert len(page.objects) == len(before.objects)
    after = compared(models, model)
    assert after.comparison.up_to_date
    assert after.objects == ()


def test_a_calculation_is_waited_for_and_the_waiting_can_be_given_up(
    lab: Lab, models: Models, make: Make
) -> None:
    model = make(FIRST, SECOND)
    lab.action("set-comparison-time", seconds=3600)
    token = Cancellation()
    try:
        with token.scope(), pytest.raises(Cancelled):
            following.calculated(models, Wanted(model, PAIR), waiting=lambda _: token.cancel())
    finally:
        lab.action("set-comparison-time", seconds=0)
    assert len(compared(models, model).objects) == 4


@pytest.mark.parametrize("pair", [Pair(9, 1), Pair(2, 1)], ids=["no such number", "none at all"])
def test_revisions_that_are_not_there(models: Models, make: Make, pair: Pair) -> None:
    model = make(FIRST, SECOND) if pair.higher == 9 else make(FIRST)
    with pytest.raises(NotFound, match=f"has no revision {pair.higher}"):
        compared(models, model, pair)


def test_pages_of_any_size_tell_the_same(models: Models, make: Make) -> None:
    rng = random.Random(4)
    first = [wall(f"w{number}", geometry=rng.choice("ab")) for number in range(60)]
    second = [wall(f"w{number}", geometry=rng.choice("ab")) for number in range(20, 80)]
    model = make(first, second)
    everything = compared(models, model)
    assert len(everything.objects) > 40
    for limit in (1, 7, 1000):
        found, cursor = [], None
        while True:
            page = models.comparison(model, PAIR, ComparisonOptions(), cursor=cursor, limit=limit)
            found += page.objects
            cursor = page.cursor
            if cursor is None:
                break
        ids = [(one.difference, one.id) for one in found]
        assert Counter(ids) == Counter((one.difference, one.id) for one in everything.objects)


@pytest.mark.parametrize("seed", range(4))
def test_the_sets_are_what_differs_between_random_models(models: Models, make: Make, seed: int) -> None:
    rng = random.Random(seed)

    def content() -> list[dict[str, Any]]:
        keys = rng.sample([f"w{number}" for number in range(30)], 20)
        return [
            wall(key, geometry=rng.choice("ab"), attributes={"colour": rng.choice(["red", "blue"])})
            for key in keys
        ]

    first, second = content(), content()
    result = compared(models, make(first, second), all_attributes=True)
    before, after = ({one["key"]: one for one in side} for side in (first, second))
    both = before.keys() & after.keys()
    moved = {key for key in both if before[key]["geometry"] != after[key]["geometry"]}
    painted = {key for key in both - moved if before[key]["attributes"] != after[key]["attributes"]}
    expected = {
        Difference.INSERTED: after.keys() - before.keys(),
        Difference.DELETED: before.keys() - after.keys(),
        Difference.GEOMETRY: moved,
        Difference.CHANGED: painted,
    }
    assert names(result) == {kind: sorted(f"Wall {key}" for key in keys) for kind, keys in expected.items()}
    assert counts(result.objects) == {kind: len(keys) for kind, keys in expected.items()}


def test_a_comparison_is_kept_until_it_is_calculated_anew(lab: Lab, models: Models, make: Make) -> None:
    model, kept = make(FIRST, SECOND), KeptComparisons()
    wanted = Wanted(model, PAIR, WITH_ATTRIBUTES)
    first = kept.result("site", models, wanted)
    lab.server.reset_counters()
    assert kept.result("site", models, wanted) is first
    asked = {call: n for call, n in lab.server.counters().items() if "revisionscomparison" in call}
    assert sum(asked.values()) == 1
    lab.action("change-model", model=model.id.rsplit(":", 1)[1])
    second = kept.result("site", models, wanted)
    assert second is not first
    assert second.comparison.up_to_date


def test_a_selection_is_calculated_and_the_whole_again_after_it(lab: Lab, models: Models, make: Make) -> None:
    model, kept = make(FIRST, SECOND), KeptComparisons()
    everything = kept.result("site", models, Wanted(model, PAIR))
    [gone] = [one.id for one in everything.objects if one.difference is Difference.DELETED]
    selection = lab.action("select", project=PROJECT, members=[gone], name="Gone")["id"]
    limits = models.limits(model)
    assert limits.selections[selection] == "Gone (1)"
    chosen = kept.result("site", models, Wanted(model, PAIR, ComparisonOptions(selection_id=selection)))
    assert names(chosen)[Difference.DELETED] == ["Wall gone"]
    assert len(chosen.objects) == 1
    # What the server has now is of the selection, and it does not say so.
    assert len(compared(models, model).objects) == 1
    assert names(kept.result("site", models, Wanted(model, PAIR))) == names(everything)
    assert names(compared(models, model)) == names(everything)


def test_filters_have_names_and_narrow_what_is_told(lab: Lab, models: Models, make: Make) -> None:
    model = make(FIRST, SECOND)
    beams = lab.action("define-filter", project=PROJECT, types=["Beam"], name="Träger")["id"]
    assert models.limits(model).filters[beams] == "Träger"
    assert [one.name for one in compared(models, model, filter_id=beams).objects] == ["Wall new"]


def test_a_server_that_tells_no_limits_has_none(lab: Lab, models: Models, make: Make) -> None:
    model = make(FIRST, SECOND)
    lab.fault(path="settings/filters", status=404, times=None)
    lab.fault(path="/selections", status=403, times=None)
    assert models.limits(model) == ComparisonLimits()


def test_what_hung_on_an_object_at_a_revision(lab: Lab, cloud: Cloud, models: Models, make: Make) -> None:
    model = make(FIRST)
    object_id = str(uuid.uuid5(uuid.UUID(node(model)), "gone"))
    part = form("detail of then.txt", b"first")
    [attached] = [wire(cloud).send_file_of(lab.team, object_id, form_type(part), part)["id"]]
    models.create_revision(model, "Second")
    lab.action("write-version", id=attached, text="second, longer")
    added = form("only later.txt", b"later")
    wire(cloud).send_file_of(lab.team, object_id, form_type(added), added)
    # The object itself is gone by now.
    lab.action("import-model", model=node(model), objects=FIRST[:1])
    told = [models.attachments(model, object_id, number) for number in (1, 2)]
    before, after = ([one.entry for one in side] for side in told)
    assert [(one.version, one.entry.name, one.entry.size) for one in told[0]] == [
        (1, "detail of then.txt", 5)
    ]
    assert {one.entry.name: one.version for one in told[1]} == {"detail of then.txt": 2, "only later.txt": 1}
    assert content(cloud, before[0]) == b"first"
    [detail] = [one for one in after if one.name == "detail of then.txt"]
    assert content(cloud, detail) == b"second, longer"
    assert told[0][0].file_id in {one.file_id for one in told[1]}
    # As the cache and the queue ask for them.
    assert cloud.entry(before[0].id).size == 5
    assert set(cloud.entries([before[0].id, detail.id])) == {before[0].id, detail.id}
    assert models.attachments(model, str(uuid.uuid5(uuid.UUID(node(model)), "stays")), 1) == ()
    for nobody, number in ((object_id, 9), (str(uuid.uuid4()), 1), ("x/../y", 1)):
        with pytest.raises(NotFound):
            models.attachments(model, nobody, number)


def test_an_object_through_all_revisions(models: Models, make: Make) -> None:
    thin, thick = wall("w", attributes={"thickness": 1}), wall("w", attributes={"thickness": 2})
    model = make([], [thin], [thin], [thick], [{**thick, "geometry": "b"}], [])
    pairs = compared(models, model, Pair(2, 1))
    (object_id,) = {one.id for one in pairs.objects}
    steps = history.steps(
        object_id.upper(),
        models.revisions(model),
        lambda pair: compared(models, model, pair, all_attributes=True),
    )
    events = [event for step in steps for event in step.events]
    assert [(event.revision.number, event.difference) for event in events] == [
        (2, Difference.INSERTED),
        (4, Difference.CHANGED),
        (5, Difference.GEOMETRY),
        (6, Difference.DELETED),
    ]
    assert events[1].attributes == (AttributeChange("thickness", "1", "2"),)
    assert all(event.revision.author for event in events)
