"""What a project shows in several places comes down once, where it is at home."""

from __future__ import annotations

import uuid

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.counting import Count
from bimexplorer.model import Entry, ProjectProperties
from bimexplorer.transfer.status import State
from tests.transfer.conftest import SITE, Bench, tree


def children(cloud: Cloud, place: Entry) -> tuple[Entry, ...]:
    return cloud.children(place).entries


def test_what_hangs_on_a_model_comes_with_the_model(bimplus: Bench) -> None:
    """The topmost object of the topology is the model, and has its attachments: they come once, where the
    file is that it was made of; not if the topology is what is chosen."""
    cloud, name = bimplus.cloud, f"Test {uuid.uuid4().int}"
    assert cloud.projects is not None
    project = cloud.projects.create(cloud.entry_at(bimplus.folder.path[:1]), ProjectProperties(name))
    try:
        wall = [{"key": "wall", "type": "Wall", "name": "W1"}]
        bimplus.server.bimplus_action("make-model", project=name, name="Rohbau", revisions=[wall])
        places = {place.name: place for place in children(cloud, project)}
        (model,) = children(cloud, places["Models"])
        (top,) = children(cloud, places["Topology"])
        (inner,) = children(cloud, top)
        for place in (top, inner):
            bimplus.finish(bimplus.queue.upload(SITE, [bimplus.write(f"on {place.name}.txt")], place))
        assert [one.home for one in children(cloud, top) if not one.is_folder] == [model.path]
        assert cloud.entry_at((*top.path, f"on {top.name}.txt")).home == model.path
        once = [f"Models/Rohbau/on {top.name}.txt", f"Topology/{top.name}/{inner.name}/on {inner.name}.txt"]
        (job,) = bimplus.finish(bimplus.download(project))
        found = [path for path in sorted(tree(bimplus.target / name)) if not path.endswith(".ifc")]
        assert found == once
        assert Count(cloud, [project]).run().files == len(tree(bimplus.target / name))
        left_out = {item.name for item in bimplus.queue.items(job.id) if item.state is State.SKIPPED}
        assert f"{name}/Topology/{top.name}/on {top.name}.txt" in left_out
        assert Count(cloud, [places["Topology"]]).run().files == 2
        bimplus.finish(bimplus.download(places["Topology"]))
        assert len(tree(bimplus.target / "Topology")) == 2
    finally:
        cloud.projects.delete(project, name)
