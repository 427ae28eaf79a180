"""What tests of files in Bimplus share."""

from __future__ import annotations

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.bimplus.api import Api
from bimexplorer.clouds.bimplus.forms import FilePart, Held
from bimexplorer.model import Entry, Job, JobState
from tests.contract.parts import read_all
from tests.standin import wait_until


def wire(cloud: Cloud) -> Api:
    """For what other clients do, which know nothing of ours."""
    api: Api = cloud._api  # type: ignore[attr-defined]
    return api


def form(name: str, content: bytes, content_type: str = "text/plain") -> FilePart:
    """A file as other clients send it."""
    return FilePart(name, content_type, Held(content))


def node(place: Entry) -> str:
    """The id of a folder, structure, object, issue or model."""
    return place.id.split(":")[3]


def attachment_id(file: Entry) -> str:
    return file.id.split(":")[4]


def content(cloud: Cloud, file: Entry) -> bytes:
    return read_all(cloud.open_download(file))


def final(cloud: Cloud, job: Job) -> Job:
    """How a job ended."""

    def finished() -> Job | None:
        now = cloud.job(job)
        return now if now.state is not JobState.RUNNING else None

    outcome = wait_until(finished)
    assert isinstance(outcome, Job)
    return outcome
