import pytest
from django.test import RequestFactory

from portal.edge import client


def address(proxies: int, forwarded: str, settings: object, remote: str = "198.51.100.9") -> str:
    settings.TRUSTED_PROXY_COUNT = proxies
    return client.address(RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR=remote))


def test_without_proxies_the_header_counts_for_nothing(settings):
    assert address(0, "203.0.113.1", settings) == "198.51.100.9"


def test_behind_one_proxy_only_the_last_entry_counts(settings):
    assert address(1, "forged, 10.0.0.1, 203.0.113.1", settings) == "203.0.113.1"


def test_behind_two_proxies_the_entry_before_the_last_counts(settings):
    assert address(2, "forged, 203.0.113.1, 10.0.0.2", settings) == "203.0.113.1"


def test_a_header_shorter_than_our_chain_is_not_believed(settings):
    assert address(2, "203.0.113.1", settings) == "198.51.100.9"


@pytest.mark.parametrize("nonsense", ["", "unknown", "1.2.3", "<script>", "203.0.113.1:80"])
def test_what_is_no_address_counts_as_one_unknown_place(nonsense, settings):
    assert address(1, f"x, {nonsense}" if nonsense else "", settings, remote="") == client.UNKNOWN


def test_one_subscriber_of_ipv6_is_one_network(settings):
    settings.TRUSTED_PROXY_COUNT = 0
    seen = {client.network(RequestFactory().get("/", REMOTE_ADDR=f"2001:db8:1:2::{n:x}")) for n in range(1, 50)}
    assert seen == {"2001:db8:1:2::/64"}


def test_an_ipv4_address_in_ipv6_clothes_is_the_same_network(settings):
    settings.TRUSTED_PROXY_COUNT = 0
    assert client.network(RequestFactory().get("/", REMOTE_ADDR="::ffff:192.0.2.1")) == "192.0.2.1"
