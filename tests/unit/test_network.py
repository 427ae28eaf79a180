"""The way to the network: what is accepted, and that each request goes the way that was chosen last."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bimexplorer.clouds.http import Http
from bimexplorer.errors import LocalError, Offline
from bimexplorer.network import DIRECT, MANUAL, Network, check_ca_file, check_proxy, use


class _Server:
    """Answers everything with its name, and keeps what was asked for."""

    def __init__(self, name: str) -> None:
        asked = self.asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                body = json.dumps(name).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def http() -> Iterator[Http]:
    http = Http()
    yield http
    http.close()
    use(Network())


def test_a_proxy_that_is_entered_is_used_from_the_next_request_on(http: Http) -> None:
    first, second = _Server("first"), _Server("second")
    try:
        use(Network(proxy=MANUAL, proxy_address=f"http://127.0.0.1:{first.port}"))
        assert http.request("GET", "http://manager.invalid:22000/a").json() == "first"
        use(Network(proxy=MANUAL, proxy_address=f"http://127.0.0.1:{second.port}"))
        assert http.request("GET", "http://manager.invalid:22000/b").json() == "second"
        assert (first.asked, second.asked) == (
            ["http://manager.invalid:22000/a"],
            ["http://manager.invalid:22000/b"],
        )
    finally:
        first.close()
        second.close()


def test_no_proxy_at_all_also_passes_by_that_of_the_environment(
    http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = _Server("proxy")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
    use(Network(proxy=DIRECT))
    try:
        with pytest.raises(Offline):
            http.request("GET", "http://manager.invalid:22000/a")
        assert proxy.asked == []
    finally:
        proxy.close()


def test_a_file_of_certificates_that_has_gone_is_named(http: Http, tmp_path: Path) -> None:
    use(Network(ca_file=str(tmp_path / "gone.pem")))
    with pytest.raises(LocalError) as caught:
        http.request("GET", "http://127.0.0.1:9/")
    assert "certificates" in caught.value.sentence
    assert "gone.pem" in caught.value.technical


@pytest.mark.parametrize(
    "address", ["http://proxy:8080", "https://proxy.example.com:3128/", "http://me:pass@10.0.0.1:80"]
)
def test_addresses_of_proxies(address: str) -> None:
    assert check_proxy(address) == ""


@pytest.mark.parametrize(
    "address",
    [
        "",
        "proxy",
        "proxy:8080",
        "http://proxy",
        "http://:80",
        "ftp://proxy:21",
        "http://proxy:99999",
        "http://p:1/x",
    ],
)
def test_what_is_no_address_of_a_proxy(address: str) -> None:
    assert "http://proxy.example.com:8080" in check_proxy(address)


def test_what_is_no_file_of_certificates(tmp_path: Path) -> None:
    text = tmp_path / "notes.pem"
    text.write_text("certificates?", encoding="utf-8")
    with pytest.raises(LocalError, match="no certificates"):
        check_ca_file(text)
    with pytest.raises(LocalError, match="cannot be read"):
        check_ca_file(tmp_path / "gone.pem")
