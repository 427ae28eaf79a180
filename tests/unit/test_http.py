"""The shared wire against a real server that does what the test says."""

from __future__ import annotations

import gzip
import io
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from bimexplorer.clouds.http import Answer, Http, Repeat, Timeouts, pause_before_repeating
from bimexplorer.clouds.network_errors import NoAnswerInTime, converted, is_loopback, retry_after
from bimexplorer.errors import (
    Cancelled,
    Insecure,
    Offline,
    RateLimited,
    ServerBusy,
    SourceChanged,
    UnexpectedAnswer,
    WrongService,
)
from bimexplorer.network import Network, use

Script = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """Answers the n-th request by the n-th script, the last one from then on."""

    scripts: list[Script]
    requests: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""
    connections: int = 0


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    running = []

    def start(*scripts: Script) -> Server:
        state = Server(list(scripts))

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def setup(self) -> None:
                super().setup()
                state.connections += 1

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                state.requests.append((self.command, self.path, dict(self.headers.items()), body))
                state.scripts[min(len(state.requests), len(state.scripts)) - 1](self)

            do_GET = do_POST = do_PUT = answer  # noqa: N815 - the base looks for these names

            def log_message(self, *_: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        running.append((server, thread))
        state.url = f"http://127.0.0.1:{server.server_port}"
        return state

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def http() -> Iterator[Http]:
    with closing(Http()) as it:
        yield it


def say(status: int = 200, body: bytes = b"{}", **headers: str) -> Script:
    def script(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", headers.pop("length", str(len(body))))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return script


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


class Part(io.BytesIO):
    """A `PartBody` that notes how big the blocks are in which it is read."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.sizes: list[int] = []

    def __len__(self) -> int:
        return len(self.getbuffer())

    def read(self, size: int | None = -1, /) -> bytes:
        self.sizes.append(size or 0)
        return super().read(size)

    def rewind(self) -> None:
        self.seek(0)


def test_a_query_is_encoded_so_that_every_server_reads_the_same(serve: Any, http: Http) -> None:
    server = serve(say())
    http.request("GET", f"{server.url}/a", params={"blob-name": "/Pläne +&/x y.pdf", "offset": 5})
    assert server.requests[0][1] == "/a?blob-name=%2FPl%C3%A4ne%20%2B%26%2Fx%20y.pdf&offset=5"


def test_a_part_is_streamed_in_big_blocks_with_its_length(serve: Any, http: Http) -> None:
    server = serve(say())
    data = bytes(range(256)) * 4096
    part = Part(data)
    http.request("POST", f"{server.url}/part", body=part)
    _, _, headers, received = server.requests[0]
    assert received == data
    assert headers["Content-Length"] == str(len(data))
    assert "Transfer-Encoding" not in headers
    assert headers["Content-Type"] == "application/octet-stream"
    assert min(part.sizes) >= 64 * 1024


def test_a_server_may_be_slower_to_take_a_part_than_to_take_a_connection(http: Http) -> None:
    """Once connected, a line that is busy for longer than connecting may last is slow, not dead."""
    data = bytes(16 << 20)
    waited = threading.Event()

    def take(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rb") as incoming:
            waited.wait(0.8)
            while incoming.readline().strip():
                pass
            incoming.read(len(data))
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=take, args=(listening,))
        thread.start()
        try:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}/part"
            answer = http.request("POST", url, body=Part(data), timeouts=Timeouts(0.3, 10))
        finally:
            waited.set()
            thread.join()
    assert answer.status == 200


def test_a_header_that_would_begin_another_one_is_refused(serve: Any, http: Http) -> None:
    server = serve(say())
    with pytest.raises(Offline):
        http.request("GET", server.url, headers={"If-Range": "x\r\nAuthorization: mine"})
    assert server.requests == []


def test_connections_are_kept_alive(serve: Any, http: Http) -> None:
    server = serve(say())
    for _ in range(5):
        http.request("POST", f"{server.url}/x", json={"a": 1})
    assert server.connections == 1


def test_the_program_names_itself_and_its_version(serve: Any, http: Http) -> None:
    from bimexplorer import __version__

    server = serve(say())
    http.request("GET", server.url)
    assert server.requests[0][2]["User-Agent"] == f"BIM-Explorer/{__version__}"


def test_netrc_does_not_replace_the_token(
    serve: Any, http: Http, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(say())
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login mallory password x\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    http.request("GET", server.url, headers={"Authorization": "Bearer mine"})
    assert server.requests[0][2]["Authorization"] == "Bearer mine"


def test_redirects_are_not_followed(serve: Any, http: Http) -> None:
    other = serve(say())
    server = serve(say(302, Location=f"{other.url}/stolen"))
    answer = http.request("GET", server.url, headers={"Authorization": "Bearer secret"})
    assert answer.status == 302
    assert other.requests == []


@pytest.mark.parametrize(
    ("status", "kind"), [(503, ServerBusy), (429, RateLimited)], ids=["busy", "rate limited"]
)
def test_a_busy_server_says_when_to_come_back(serve: Any, http: Http, status: int, kind: type) -> None:
    server = serve(say(status, Retry_After="17"))
    with pytest.raises(kind) as caught:
        http.request("GET", server.url)
    assert caught.value.retry_after == 17
    assert len(server.requests) == 1


def test_a_safe_call_is_repeated_until_it_succeeds(serve: Any, http: Http) -> None:
    server = serve(say(503, Retry_After="0"), hang_up, say(503, Retry_After="0"), say(200, b'{"a": 1}'))
    answer = http.request("GET", server.url, repeat=Repeat.ALWAYS)
    assert answer.json() == {"a": 1}
    assert len(server.requests) == 4


def test_a_safe_call_is_not_repeated_for_ever(serve: Any, http: Http) -> None:
    server = serve(say(503, Retry_After="0"))
    with pytest.raises(ServerBusy):
        http.request("GET", server.url, repeat=Repeat.ALWAYS)
    assert len(server.requests) == 4


def test_a_change_whose_answer_was_lost_is_not_repeated(serve: Any, http: Http) -> None:
    server = serve(hang_up, say())
    with pytest.raises(Offline):
        http.request("POST", server.url, repeat=Repeat.WHEN_BUSY)
    assert len(server.requests) == 1


def test_an_answer_that_ends_too_early_is_no_answer(serve: Any, http: Http) -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        say(200, b'{"half":', length="100")(handler)
        handler.close_connection = True

    server = serve(cut)
    with pytest.raises(Offline) as caught:
        http.request("GET", server.url)
    assert "was lost" in caught.value.sentence


def test_a_closed_port_is_told_in_a_sentence(http: Http) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(Offline) as caught:
        http.request("GET", f"http://{address}/x?session-id=topsecret")
    assert caught.value.sentence == f"{address} cannot be reached. Check the address and your connection."
    assert "topsecret" not in caught.value.technical


def test_an_unknown_host_is_told_in_a_sentence(http: Http) -> None:
    with pytest.raises(Offline) as caught:
        http.request("GET", "http://no-such-host.invalid/")
    assert "no-such-host.invalid cannot be reached" in caught.value.sentence


@pytest.mark.parametrize("address", ["http://", "ftp://host/x", "http://[::1", "http://a b/", "nonsense"])
def test_an_impossible_address_is_told(http: Http, address: str) -> None:
    with pytest.raises(WrongService) as caught:
        http.request("GET", address)
    assert "is not a valid address" in caught.value.sentence


def test_a_server_that_does_not_answer_in_time_is_asked_once(http: Http) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(NoAnswerInTime) as caught:
            http.request("GET", url, timeouts=Timeouts(1, 0.2), repeat=Repeat.ALWAYS)
    assert "did not answer in time" in caught.value.sentence


def test_a_proxy_of_the_environment_is_used_but_never_for_this_machine(
    serve: Any, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, server = serve(say(200, b'"by proxy"')), serve(say(200, b'"direct"'))
    monkeypatch.setenv("http_proxy", proxy.url)
    assert http.request("GET", "http://manager.invalid:22000/x").json() == "by proxy"
    assert proxy.requests[0][1] == "http://manager.invalid:22000/x"
    assert http.request("GET", server.url).json() == "direct"
    assert len(proxy.requests) == 1


def test_a_dead_proxy_is_named_as_the_cause(http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with pytest.raises(Offline) as caught:
        http.request("GET", "http://manager.invalid/x")
    assert "proxy" in caught.value.sentence


def test_a_socks_proxy_without_its_library_is_told() -> None:
    error = requests.exceptions.InvalidSchema("Missing dependencies for SOCKS support.")
    told = converted(error, "GET http://manager.invalid/x", "http://manager.invalid/x")
    assert type(told) is Offline
    assert "manager.invalid leads over a SOCKS proxy" in told.sentence


def test_an_error_of_the_body_comes_out_as_it_is(serve: Any, http: Http) -> None:
    class Changed(Part):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 200_000:
                raise SourceChanged("The file was changed while it was sent.")
            return super().read(size)

    server = serve(say(200, b'"fine"'))
    with pytest.raises(SourceChanged):
        http.request("POST", server.url, body=Changed(bytes(1_000_000)), repeat=Repeat.ALWAYS)
    assert http.request("GET", server.url).json() == "fine"


def test_json_may_come_compressed(serve: Any, http: Http) -> None:
    server = serve(say(200, gzip.compress(b'{"a": [1, 2]}'), Content_Encoding="gzip"))
    assert http.request("GET", server.url).json() == {"a": [1, 2]}


def test_a_body_that_is_no_json_is_an_unexpected_answer(serve: Any, http: Http) -> None:
    server = serve(say(200, b"<html>hello</html>", Content_Type="text/html"))
    answer = http.request("GET", f"{server.url}/?code=topsecret")
    with pytest.raises(UnexpectedAnswer) as caught:
        answer.json()
    assert "text/html" in caught.value.technical
    assert "topsecret" not in caught.value.technical
    assert "topsecret" not in repr(answer)


# ------------------------------------------------------------------------------------------- streams


def read_all(stream: Any, size: int = 100_000) -> bytes:
    buffer = memoryview(bytearray(size))
    pieces = []
    while count := stream.readinto(buffer):
        pieces.append(bytes(buffer[:count]))
    return b"".join(pieces)


def test_a_stream_gives_the_bytes_and_its_connection_back(serve: Any, http: Http) -> None:
    data = bytes(range(256)) * 3000
    server = serve(say(200, data))
    for _ in range(3):
        stream = http.stream(server.url)
        assert read_all(stream) == data
        assert stream.readinto(memoryview(bytearray(5))) == 0
        stream.close()
    assert server.connections == 1
    assert server.requests[0][2]["Accept-Encoding"] == "identity"


def test_a_stream_closed_early_costs_its_connection_only(serve: Any, http: Http) -> None:
    server = serve(say(200, bytes(5_000_000)), say(200, b"whole"))
    stream = http.stream(server.url)
    stream.readinto(memoryview(bytearray(10)))
    stream.close()
    stream = http.stream(server.url)
    assert read_all(stream) == b"whole"
    stream.close()


def test_an_empty_stream_ends_at_once(serve: Any, http: Http) -> None:
    server = serve(say(200, b""))
    with closing(http.stream(server.url)) as stream:
        assert read_all(stream) == b""


def test_a_stream_that_ends_too_early_is_noticed(serve: Any, http: Http) -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        say(200, bytes(1000), length="5000")(handler)
        handler.close_connection = True

    server = serve(cut)
    with closing(http.stream(server.url)) as stream, pytest.raises(Offline) as caught:
        read_all(stream)
    assert "4000 bytes are missing" in caught.value.technical


def test_a_stream_without_a_length_is_read_to_its_end(serve: Any, http: Http) -> None:
    def chunked(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for piece in (b"ab" * 50, b"c"):
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        handler.wfile.write(b"0\r\n\r\n")

    server = serve(chunked)
    with closing(http.stream(server.url)) as stream:
        assert read_all(stream, 30) == b"ab" * 50 + b"c"


def test_a_chunked_stream_that_breaks_is_noticed(serve: Any, http: Http) -> None:
    def broken(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"64\r\nonly this much")
        handler.close_connection = True

    server = serve(broken)
    with closing(http.stream(server.url)) as stream, pytest.raises(Offline):
        read_all(stream, 5)


def test_compressed_content_is_refused(serve: Any, http: Http) -> None:
    server = serve(say(200, gzip.compress(b"plan"), Content_Encoding="gzip"))
    with pytest.raises(UnexpectedAnswer):
        http.stream(server.url)


def test_a_busy_server_is_busy_for_streams_too(serve: Any, http: Http) -> None:
    server = serve(say(503, b"", Retry_After="3"))
    with pytest.raises(ServerBusy) as caught:
        http.stream(server.url)
    assert caught.value.retry_after == 3


def test_after_closing_nothing_is_sent(serve: Any, http: Http) -> None:
    server = serve(say())
    http.close()
    with pytest.raises(Cancelled):
        http.request("GET", server.url)
    assert server.requests == []


# ------------------------------------------------------------------------------------------- pure parts


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("-5", 0.0),
        (formatdate(1_000_060, usegmt=True), 60.0),
        (formatdate(999_000, usegmt=True), 0.0),
        ("soon", None),
        ("1.5", None),
        ("9" * 400, None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, now=1_000_000) == seconds


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"[" * 200_000, b"9" * 5000])
def test_what_is_no_document_is_refused(body: bytes) -> None:
    with pytest.raises(UnexpectedAnswer):
        Answer(200, {}, body, "GET https://bim.example.com/x").json()


BUSY = ServerBusy("busy")


@pytest.mark.parametrize(
    ("error", "attempt", "repeat", "least", "most"),
    [
        (BUSY, 1, Repeat.ALWAYS, 0.15, 0.3),
        (BUSY, 3, Repeat.WHEN_BUSY, 0.6, 1.2),
        (ServerBusy("busy", retry_after=5), 1, Repeat.WHEN_BUSY, 5, 5),
        (Offline("off"), 2, Repeat.ALWAYS, 0.3, 0.6),
    ],
)
def test_pauses_grow_and_honour_the_server(
    error: Any, attempt: int, repeat: Repeat, least: float, most: float
) -> None:
    pause = pause_before_repeating(error, attempt, repeat)
    assert pause is not None
    assert least <= pause <= most


@pytest.mark.parametrize(
    ("error", "attempt", "repeat"),
    [
        (BUSY, 1, Repeat.NEVER),
        (BUSY, 4, Repeat.ALWAYS),
        (ServerBusy("busy", retry_after=600), 1, Repeat.ALWAYS),
        (Offline("off"), 1, Repeat.WHEN_BUSY),
        (NoAnswerInTime("slow"), 1, Repeat.ALWAYS),
    ],
)
def test_what_is_not_repeated(error: Any, attempt: int, repeat: Repeat) -> None:
    assert pause_before_repeating(error, attempt, repeat) is None


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("http://localhost:22000/x", True),
        ("http://bim.localhost/", True),
        ("https://127.8.9.1/", True),
        ("http://[::1]:5/", True),
        ("http://localhost.example.com/", False),
        ("http://10.0.0.1/", False),
        ("https://bim.example.com/127.0.0.1", False),
    ],
)
def test_what_is_this_machine(url: str, own: bool) -> None:
    assert is_loopback(url) is own


# ------------------------------------------------------------------------------------------- TLS


@dataclass(frozen=True)
class TlsServer:
    url: str
    authority: Path
    """The certificate that signs itself."""


@pytest.fixture
def tls_server(tmp_path: Path) -> Iterator[TlsServer]:
    pytest.importorskip("cryptography", reason="needed to make a certificate")
    certificate, key = make_certificate(tmp_path)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            say(200, b'"safe"')(self)

        def log_message(self, *_: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """A client that refuses the certificate breaks the handshake off."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = Quiet(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield TlsServer(f"https://localhost:{server.server_port}", certificate)
    server.shutdown()
    thread.join()
    server.server_close()


def make_certificate(folder: Path) -> tuple[Path, Path]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    certificate_file.write_bytes(certificate.public_bytes(pem))
    key_file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate_file, key_file


def test_a_certificate_counts_only_if_the_system_trusts_it(
    http: Http, tls_server: TlsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Insecure) as caught:
        http.request("GET", tls_server.url, repeat=Repeat.ALWAYS)
    assert "does not trust the certificate" in caught.value.sentence
    monkeypatch.setenv("SSL_CERT_FILE", str(tls_server.authority))
    with closing(Http()) as other:
        assert other.request("GET", tls_server.url).json() == "safe"


def test_a_certificate_of_the_office_is_trusted_while_its_file_is_named(
    http: Http, tls_server: TlsServer
) -> None:
    try:
        use(Network(ca_file=str(tls_server.authority)))
        assert http.request("GET", tls_server.url).json() == "safe"
        use(Network())
        with pytest.raises(Insecure):
            http.request("GET", tls_server.url)
    finally:
        use(Network())


def test_a_server_that_speaks_no_tls_is_told(serve: Any, http: Http) -> None:
    server = serve(say())
    with pytest.raises(Offline) as caught:
        http.request("GET", server.url.replace("http:", "https:"))
    assert "secure connection" in caught.value.sentence
