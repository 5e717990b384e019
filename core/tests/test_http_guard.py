"""Addresses that somebody types: 70 ways to mean our own machine, none of which reaches it."""

import socket
import threading
import time

import httpx2
import pytest

from core.http import Refused, check_url, client
from core.http.guard import approved, is_public
from core.metrics import OUTSIDE_SECONDS

HOSTILE = [
    "http://127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://017700000001/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://0177.0.0.01/",
    "https://127.0.0.1./",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://localhost:{port}/",
    "https://127。0。0。1/",
    "https://127．0．0．1/",
    "https://①②⑦.⓪.⓪.①/",
    "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    "https://[::1]/",
    "https://[::1]:{port}/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25lo]/",
    "https://[fc00::1]/",
    "https://[fd00:ec2::254]/",
    "https://[ff02::1]/",
    "https://[2001:db8::1]/",
    "https://[100::1]/",
    "https://0.0.0.0/",
    "https://0/",
    "https://0.0.0.0:{port}/",
    "https://10.0.0.1/",
    "https://10.255.255.255/",
    "https://100.64.0.1/",
    "https://100.127.255.254/",
    "https://169.254.169.254/latest/meta-data/",
    "https://169.254.170.2/",
    "https://2852039166/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.0.0.8/",
    "https://192.0.2.1/",
    "https://192.88.99.1/",
    "https://192.168.1.1/",
    "https://198.18.0.1/",
    "https://198.19.255.255/",
    "https://198.51.100.1/",
    "https://203.0.113.1/",
    "https://224.0.0.1/",
    "https://239.255.255.250/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://8.8.8.8@127.0.0.1/",
    "https://user:word@8.8.8.8/",
    "https://8.8.8.8:{port}/",
    "https://8.8.8.8:22/",
    "http://8.8.8.8/",
    "http://8.8.8.8:443/",
    "ftp://8.8.8.8/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_x",
    "unix:///var/run/docker.sock",
    "//127.0.0.1/",
    "https://",
    "https:///path",
    "javascript:alert(1)",
    "https://127.0.0.1:{port}#@8.8.8.8/",
    "https://127.0.0.1:{port}\\@8.8.8.8/",
    "https://testserver/",
    "",
]


class Listener:
    """Counts who comes to a port of loopback; answers with what it is told."""

    def __init__(self, answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", pause: float = 0) -> None:
        self.hits, self.answer, self.pause = 0, answer, pause
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            self.hits += 1
            threading.Thread(target=self._answer, args=(peer,), daemon=True).start()

    def _answer(self, peer: socket.socket) -> None:
        try:
            peer.recv(65536)
            step = 1 if self.pause else len(self.answer)
            for start in range(0, len(self.answer), step):
                peer.sendall(self.answer[start : start + step])
                time.sleep(self.pause)
        except OSError:
            pass
        finally:
            peer.close()


@pytest.fixture
def strict(settings):
    settings.OUTBOUND_ALLOW_LOOPBACK = False


@pytest.fixture
def listener():
    made = Listener()
    yield made
    made.socket.close()


def count(system: str, outcome: str) -> float:
    return OUTSIDE_SECONDS.labels(system, outcome)._sum.get()


def test_there_are_more_than_sixty() -> None:
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("pattern", HOSTILE)
def test_hostile_address_is_refused_and_never_reached(strict, listener, pattern) -> None:
    url = pattern.format(port=listener.port)
    with pytest.raises(Refused):
        check_url(url)
    with client("hook") as http, pytest.raises((Refused, httpx2.InvalidURL, httpx2.UnsupportedProtocol)):
        http.post(url, content=b"x")
    assert listener.hits == 0


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001::200e"])
def test_public_address_is_public(address) -> None:
    assert is_public(address)


def test_public_url_is_accepted(strict) -> None:
    assert check_url("https://Example.org/Hook?a=1", lambda *_: ["93.184.215.14"]) == "https://example.org/Hook?a=1"


def test_one_private_address_among_public_ones_is_enough(strict) -> None:
    with pytest.raises(Refused):
        approved("both.example", 443, secure=True, resolver=lambda *_: ["93.184.215.14", "10.0.0.1"])


@pytest.mark.parametrize("answer", [[], ["not an address"], ["::ffff:10.0.0.1"]])
def test_odd_answers_of_a_resolver_are_refused(strict, answer) -> None:
    with pytest.raises(Refused):
        approved("odd.example", 443, secure=True, resolver=lambda *_: answer)


def test_name_that_changes_its_mind_is_connected_to_as_judged(strict, listener) -> None:
    """First public, then loopback: every connection judges the very answer that it connects to."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"], ["127.0.0.1"]])
    url = "https://rebind.example/"
    check_url(url, lambda *_: next(answers))
    with client("hook", resolver=lambda *_: next(answers)) as http, pytest.raises(Refused):
        http.get(url)
    assert listener.hits == 0


def test_redirect_is_not_followed(settings, listener) -> None:
    other = Listener()
    listener.answer = (
        f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{other.port}/\r\nContent-Length: 0\r\n\r\n".encode()
    )
    with client("hook") as http:
        assert http.get(f"http://127.0.0.1:{listener.port}/").status_code == 302
    assert (listener.hits, other.hits) == (1, 0)
    other.socket.close()


def test_redirect_that_is_asked_for_is_judged_too(strict) -> None:
    with client("hook") as http, pytest.raises(Refused):
        http.get("https://127.0.0.1/", follow_redirects=True)


def test_stand_in_on_loopback_is_called_where_allowed(listener) -> None:
    before = count("standin", "2xx")
    with client("standin") as http:
        assert http.get(f"http://127.0.0.1:{listener.port}/").text == "ok"
    assert count("standin", "2xx") > before


def test_refusals_are_counted(strict) -> None:
    with client("judged") as http, pytest.raises(Refused):
        http.get("https://127.0.0.1/")
    assert count("judged", "refused") > 0


def test_endless_body_ends_at_64_kilobytes(listener) -> None:
    listener.answer = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1_000_000
    with client("hook") as http:
        assert len(http.get(f"http://127.0.0.1:{listener.port}/").content) == 64 * 1024


def test_packed_body_is_not_unpacked(listener) -> None:
    import gzip

    bomb = gzip.compress(b"0" * 20_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
    listener.answer = head.encode() + bomb
    with client("hook") as http:
        assert len(http.get(f"http://127.0.0.1:{listener.port}/").content) == len(bomb)


def test_slow_drip_ends_at_the_total_time() -> None:
    drip = Listener(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 1000, pause=0.05)
    started = time.monotonic()
    with client("drip", total_seconds=1) as http, pytest.raises(httpx2.TimeoutException):
        http.get(f"http://127.0.0.1:{drip.port}/")
    assert time.monotonic() - started < 2
    drip.socket.close()


def test_proxy_of_the_environment_is_not_used(monkeypatch, listener) -> None:
    other = Listener()
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{other.port}")
    with client("hook") as http:
        http.get(f"http://127.0.0.1:{listener.port}/")
    assert (listener.hits, other.hits) == (1, 0)
    other.socket.close()


def test_trusted_system_may_be_anywhere(strict, listener) -> None:
    with client("internal", trusted=True) as http:
        assert http.get(f"http://127.0.0.1:{listener.port}/").status_code == 200
