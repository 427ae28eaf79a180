"""Making, changing and deleting projects, where a service lets its users do it."""

from __future__ import annotations

from typing import Protocol

from bimexplorer.model import Entry, ProjectProperties


class Projects(Protocol):
    """Part of a `Cloud`, with its promises. What may be done tells `Cloud.missing`."""

    def properties(self, project: Entry) -> ProjectProperties:
        """As the service has them now. Raises `Unsupported` for what is no project, `NotFound`."""

    def create(self, parent: Entry, properties: ProjectProperties) -> Entry:
        """A new project in a place with `Capability.CREATE_PROJECT`. Raises `NameExists`, `AccessDenied`."""

    def sources(self) -> tuple[Entry, ...]:
        """The projects that `copy` takes."""

    def copy(self, source: Entry, parent: Entry, properties: ProjectProperties) -> Entry:
        """A new project with what is in one of the `sources`. Raises `NameExists`, `AccessDenied`."""

    def edit(self, project: Entry, properties: ProjectProperties) -> Entry:
        """Raises `NameExists`, `AccessDenied`."""

    def set_picture(self, project: Entry, image: bytes) -> None:
        """`image` is a PNG or JPEG file. Raises `AccessDenied`; `Unsupported` for others and large ones."""

    def delete(self, project: Entry, typed: str) -> None:
        """Delete it with all its models and documents, for everybody.

        `typed` is what the person typed as its name. Raises `NotConfirmed` unless it is the name that the
        project has on the server now.
        """
