"""Answers of a manager, and what is ended on its servers when a connection is closed."""

from __future__ import annotations

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import ServerFailed
from bimexplorer.model import Entry
from tests.contract.parts import put
from tests.contract_bimcloud.conftest import Lab


def test_an_error_document_of_a_manager(lab: Lab, cloud: Cloud) -> None:
    document = {"error-code": 13, "error-message": "Model server"}
    lab.server.fault(server="manager", path="get-resource", status=430, body=document)
    with pytest.raises(ServerFailed) as caught:
        cloud.root()
    assert caught.value.sentence.endswith(".")


def test_closing_ends_the_content_sessions(lab: Lab, folder: Entry) -> None:
    cloud = lab.open()
    put(cloud, folder, "plan.pdf", b"abc")
    cloud.close()
    assert lab.server.calls("blob POST .*close-session") == 1
    assert lab.server.calls("manager POST .*close-session") == 0
