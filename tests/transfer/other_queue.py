"""A queue in a process of its own, told by lines of JSON what to do.

Started with JSON on the command line (`kind`, `address`, `generation`, `application_id`, `username`,
`password`, `journal`, `lock`, `connections`, `adopt`); then each line `[method, [arguments]]` on standard
input is answered by one line.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bimexplorer.clouds.base import Cloud, Connection
from bimexplorer.clouds.registry import SERVICES
from bimexplorer.transfer import portable
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.status import Decision, JobStatus, Limits
from tests.transfer.conftest import SITE, Store


def main() -> None:
    wanted = json.loads(sys.argv[1])
    service = SERVICES[wanted["kind"]]
    connection = Connection(
        wanted["address"], wanted["generation"], "Test", application_id=wanted["application_id"]
    )
    credentials = service.password_sign_in(connection, wanted["username"], wanted["password"])
    cloud: Cloud = service.open(connection, Store(credentials))
    queue = TransferQueue(
        lambda _: cloud,
        lambda _: None,
        Path(wanted["journal"]),
        Path(wanted["lock"]),
        limits=Limits(connections=wanted["connections"]),
        adopt=wanted["adopt"],
    )
    queue.start()
    _answer("ready")
    for line in sys.stdin:
        method, arguments = json.loads(line)
        _answer(_ACTIONS[method](queue, *arguments))
    queue.stop()
    cloud.close()


def _answer(value: Any) -> None:
    print(json.dumps(value), flush=True)


def _upload(queue: TransferQueue, paths: list[str], folder: dict[str, Any], options: dict[str, Any]) -> Any:
    if "decision" in options:
        options["decision"] = Decision(options["decision"])
    return queue.upload(SITE, [Path(path) for path in paths], portable.entry_in(folder), **options)


def _download(queue: TransferQueue, entries: list[dict[str, Any]], folder: str) -> Any:
    return queue.download(SITE, [portable.entry_in(entry) for entry in entries], Path(folder))


def _job(job: JobStatus) -> dict[str, Any]:
    return {
        "id": job.id,
        "state": job.state.value,
        "files": job.files,
        "done": job.done,
        "error": job.error and job.error.sentence,
    }


_ACTIONS: dict[str, Any] = {
    "working": lambda queue: queue.working,
    "upload": _upload,
    "download": _download,
    "jobs": lambda queue: [_job(job) for job in queue.jobs()],
    "wait": lambda queue, ids, seconds: queue.wait(ids, seconds),
    "pause": lambda queue, ids: queue.pause(ids),
    "resume": lambda queue, ids: queue.resume(ids),
    "cancel": lambda queue, ids: queue.cancel(ids),
    "decide": lambda queue, job_id, decision: queue.decide(job_id, Decision(decision)),
    "stop": lambda queue: queue.stop(),
}

if __name__ == "__main__":
    main()
