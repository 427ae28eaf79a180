"""The sign-in page in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.demo.wire import Browser
from tests.standin import StandIn, wait_until

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    BROWSER is None or DRIVER is None, reason="no chromium with chromedriver is installed"
)


@pytest.fixture
def chromium(tmp_path: Path) -> Iterator[Any]:
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for argument in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={tmp_path}",
    ):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=DRIVER))
    driver.implicitly_wait(20)  # seconds: a click does not wait for the page it leads to
    yield driver
    driver.quit()


def test_a_person_signs_in(chromium: Any, start_standin: Callable[..., StandIn]) -> None:
    server = start_standin()
    browser = Browser(server)
    address = f"{server.manager}/management/client/oauth2/authorize?client_id=tests&state={browser.state}"

    def field(name: str) -> Any:
        return chromium.find_element("css selector", f"input[name={name}]")

    chromium.get(address)
    assert chromium.switch_to.active_element.get_attribute("name") == "username"
    assert server.users[0]["username"] in chromium.page_source
    for name, label in (("username", "User name"), ("password", "Password")):
        assert field(name).accessible_name == label
    field("username").send_keys(server.users[0]["username"])
    field("password").send_keys("wrong")
    chromium.find_element("css selector", "button").click()
    assert "do not match" in chromium.find_element("css selector", "[role=alert]").text
    assert browser.poll()["status"] == "pending"
    assert chromium.switch_to.active_element.get_attribute("name") == "password"
    chromium.switch_to.active_element.send_keys(server.users[0]["password"], "\ue007")
    wait_until(lambda: browser.poll()["status"] == "succeeded")
    assert "close this window" in chromium.find_element("css selector", "[role=status]").text
    assert [entry for entry in chromium.get_log("browser") if "favicon" not in entry["message"]] == []
    second = Browser(server)
    chromium.get(f"{server.manager}/management/client/oauth2/authorize?client_id=tests&state={second.state}")
    assert field("username").get_attribute("value") == server.users[0]["username"], "remembered"
    chromium.get(
        f"{server.manager}/management/client/oauth2/logout?client_id=tests&state={second.state}"
        f"&redirect_uri={server.manager}/"
    )
    wait_until(lambda: chromium.current_url == f"{server.manager}/")
    chromium.get(f"{server.manager}/management/client/oauth2/authorize?client_id=tests&state={second.state}")
    assert field("username").get_attribute("value") == "", "forgotten"
