"""The workflows: what they call is there, and what they are given is what the program asks for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from building import macos, windows


def workflow(root: Path, name: str) -> Any:
    return yaml.safe_load((root / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf-8"))


def commands(jobs: Any) -> str:
    return "\n".join(step.get("run", "") for job in jobs.values() for step in job["steps"])


@pytest.mark.parametrize("name", ["test", "build"])
def test_the_scripts_that_they_call_are_there(root: Path, name: str) -> None:
    called = re.findall(r"installer/\w+\.py", commands(workflow(root, name)["jobs"]))
    assert called
    assert [script for script in called if not (root / script).is_file()] == []


def test_every_system_is_built_tried_and_attached_before_there_is_a_release(root: Path) -> None:
    jobs = workflow(root, "build")["jobs"]
    systems = [name for name in jobs if name != "release"]
    assert sorted(jobs["release"]["needs"]) == sorted(systems) == ["linux", "macos", "windows"]
    for name in systems:
        steps = jobs[name]["steps"]
        assert "installer/build.py" in commands({name: jobs[name]})
        assert "--demo --screenshot" in commands({name: jobs[name]})
        assert steps[-1]["uses"].startswith("actions/upload-artifact@")
    assert "--draft" in commands({"release": jobs["release"]})


def test_signing_is_told_by_the_names_that_it_is_looked_up_by(root: Path) -> None:
    text = (root / ".github/workflows/build.yml").read_text(encoding="utf-8")
    releasing = (root / "installer/RELEASING.md").read_text(encoding="utf-8")
    readme = (root / "installer/README.md").read_text(encoding="utf-8")
    for name in (windows.SIGN, macos.IDENTITY, macos.NOTARY_PROFILE):
        assert name in text
        assert name in readme
    for secret in re.findall(r"secrets\.(\w+)", text):
        assert f"`{secret}`" in releasing


def test_only_the_release_may_write(root: Path) -> None:
    for name in ("test", "build"):
        described = workflow(root, name)
        assert described["permissions"] == {"contents": "read"}
        writing = [job for job, body in described["jobs"].items() if "permissions" in body]
        assert writing == (["release"] if name == "build" else [])
