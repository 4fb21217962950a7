"""Where a signed notice may go, and how one call ends."""

import socket
from typing import Any

import pytest
from django.test import override_settings

from employment.webhooks.address import is_allowed, resolved, target_of
from employment.webhooks.errors import AddressRefused
from employment.webhooks.transport import Answer, post
from tests.employment.receiver import receiver

strict = override_settings(WEBHOOK_ALLOW_LOOPBACK=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "https://", "https:///path", "https://user:pw@example.org/",
        "https://example.org/#x", "https://exa mple.org/", "https://example.org/\r\nX: y", "https://example.org:99999/", "https://example.org:0/",
        "javascript:alert(1)",
        "https://example.org/путь", "https://[::1/", "https://example.org\\@127.0.0.1/", "https://" + "a" * 600 + ".org/", "",
    ],
)  # fmt: skip
@strict
def test_an_address_of_another_shape_is_refused(url: str):
    with pytest.raises(AddressRefused):
        target_of(url)


@strict
def test_an_https_address_is_taken_apart():
    target = target_of("https://hooks.example.org:8443/in?x=1")
    assert (target.host, target.port, target.path, target.authority) == (
        "hooks.example.org", 8443, "/in?x=1", "hooks.example.org:8443",
    )  # fmt: skip
    assert target_of("https://пример.рф/").host == "xn--e1afmkfd.xn--p1ai"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1",
        "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::", "2001:db8::1",
        "words",
    ],
)  # fmt: skip
@strict
def test_addresses_that_are_not_public_are_refused(address: str):
    assert not is_allowed(address)


@pytest.mark.parametrize("url", ["https://10.0.0.1/x", "https://[::1]/x", "https://169.254.169.254/latest"])
@strict
def test_numbers_that_name_no_public_host_are_refused_when_they_are_typed(url: str):
    with pytest.raises(AddressRefused):
        target_of(url)
    assert target_of("https://8.8.8.8/x").host == "8.8.8.8"


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2a00:1450:4010:c0f::71"])
@strict
def test_public_addresses_are_allowed(address: str):
    assert is_allowed(address)


def _answers(*addresses: str) -> Any:
    return lambda *_args, **_kwargs: [(2, 1, 6, "", (address, 443)) for address in addresses]


@strict
def test_one_private_address_among_public_ones_refuses_the_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket, "getaddrinfo", _answers("93.184.216.34", "10.0.0.5"))
    with pytest.raises(AddressRefused):
        resolved(target_of("https://hooks.example.org/"))


@strict
@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "https://0x7f.1/", "https://localhost/"])
def test_this_machine_is_refused_however_it_is_written(url: str):
    with pytest.raises(AddressRefused):
        resolved(target_of(url))


def test_a_name_is_resolved_once_and_called_at_the_judged_address(monkeypatch: pytest.MonkeyPatch):
    """DNS rebinding: a second resolution would lead elsewhere, so there is none."""
    with receiver() as employer:
        port = int(employer.url.split(":")[2].split("/")[0])
        asked: list[str] = []

        def resolve(host: str, *_args: Any, **_kwargs: Any) -> Any:
            asked.append(host)
            return [(2, 1, 6, "", ("127.0.0.1" if len(asked) == 1 else "10.255.255.1", port))]

        real = socket.create_connection
        called: list[Any] = []
        monkeypatch.setattr(socket, "create_connection", lambda address, *rest: called.append(address) or _straight(address, real, rest))
        monkeypatch.setattr("employment.webhooks.address.socket.getaddrinfo", resolve)
        assert post(target_of(f"http://hooks.example.org:{port}/x"), body=b"{}", headers={}) == Answer(200)
        assert asked == ["hooks.example.org"]
        assert called == [("127.0.0.1", port)]
        assert employer.got[0][1]["host"] == f"hooks.example.org:{port}"


def _straight(address: tuple[str, int], _real: Any, rest: tuple[Any, ...]) -> socket.socket:
    sock = socket.socket()
    sock.settimeout(rest[0])
    sock.connect(address)
    return sock


def test_a_redirect_is_not_followed():
    with receiver() as inner, receiver(answers=[(302, {"Location": inner.url})]) as outer:
        assert post(target_of(outer.url), body=b"{}", headers={}) == Answer(302)
        assert inner.got == []


def test_a_server_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch):
    hanging = socket.create_server(("127.0.0.1", 0))
    try:
        url = f"http://127.0.0.1:{hanging.getsockname()[1]}/"
        assert post(target_of(url), body=b"{}", headers={}, timeout=0.3) == Answer(0, "no_answer_in_time")
    finally:
        hanging.close()


def test_a_server_that_drips_its_answer_is_left_as_well():
    """Each byte comes in time; all of them together do not."""
    with receiver(drip_seconds=0.05) as employer:
        assert post(target_of(employer.url), body=b"{}", headers={}, timeout=0.5) == Answer(0, "no_answer_in_time")


def test_a_closed_port_and_an_unknown_name_are_answers():
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    assert post(target_of(f"http://127.0.0.1:{port}/"), body=b"{}", headers={}) == Answer(0, "no_connection")
    assert post(target_of("https://nowhere.invalid/"), body=b"{}", headers={}) == Answer(0, "name_not_found")


def test_a_server_without_a_certificate_for_its_name_is_refused():
    """Plain HTTP behind an https address: the handshake fails and nothing is sent."""
    with receiver() as employer:
        answer = post(target_of(employer.url.replace("http://", "https://")), body=b"secret", headers={})
        assert answer == Answer(0, "certificate_refused")
        assert employer.got == []
