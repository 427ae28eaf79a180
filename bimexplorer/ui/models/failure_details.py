"""What failed and why, as text that can be pasted into a message to whoever can help."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from bimexplorer.errors import ProgramError
from bimexplorer.transfer.status import Direction, ItemStatus, JobStatus, State
from bimexplorer.words import number, plural

translate = QCoreApplication.translate


def failure_details(job: JobStatus, items: Iterable[ItemStatus], place: str) -> str:
    """The job, where it goes, its error, and every file of it that failed."""
    way = {
        Direction.UPLOAD: translate("transfers", "Upload of {local} to {place}"),
        Direction.DOWNLOAD: translate("transfers", "Download of {local} from {place}"),
        Direction.COPY: translate("transfers", "Copy of {local} to {place}"),
    }[job.direction]
    lines = [job.name, way.format(local=job.local, place=place)]
    failed = [item for item in items if item.state is State.FAILED]
    if job.files > 1 or len(failed) > 1:
        lines.append(
            plural(
                "{failed} of {n} file failed",
                "{failed} of {n} files failed",
                job.files,
                failed=number(max(job.files_failed, len(failed))),
            )
        )
    told = {item.error.sentence for item in failed if item.error is not None}
    if job.error is not None and job.error.sentence not in told:
        lines += _told(job.error)
    for item in failed:
        lines += ["", item.name]
        if item.error is not None:
            lines += _told(item.error)
    return "\n".join(lines)


def _told(error: ProgramError) -> list[str]:
    return [error.sentence, *(f"    {line}" for line in error.technical.splitlines())]
