"""What a person does in the browser: open the sign-in page, fill its form in, follow where it leads."""

from __future__ import annotations

import requests

from tests.demo.wire import find_form

_TIMEOUT = 30


def fill_in(address: str, username: str, password: str) -> requests.Response:
    """The page that comes last."""
    with requests.Session() as session:
        page = session.get(address, timeout=_TIMEOUT)
        assert page.status_code == 200, page.text
        action, hidden = find_form(page)
        fields = {**hidden, "username": username, "password": password}
        return session.post(action, data=fields, timeout=_TIMEOUT)


def page(address: str) -> str:
    """The sign-in page's text."""
    return requests.get(address, timeout=_TIMEOUT).text
