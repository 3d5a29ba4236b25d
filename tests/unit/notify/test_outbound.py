"""Where nobody outside may make us connect to."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from notify.clients.outbound import AddressForbidden, Guard, UrlRules, is_public

PUBLIC = ("8.8.8.8", "203.162.4.191", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1")
NOT_PUBLIC = (
    *("10.0.0.1", "172.16.0.1", "192.168.1.1", "127.0.0.1", "127.8.8.8", "0.0.0.0"),
    *("169.254.169.254", "100.64.0.1", "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1"),
    *("2002:7f00:1::1", "2001:0:4136:e378:8000:63bf:80ff:fffe"),
)


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are_public(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_all_others_are_not(text: str) -> None:
    assert not is_public(ip_address(text))
    with pytest.raises(AddressForbidden):
        Guard(()).socket((2, 1, 6, "", (text, 443)))


def test_an_operator_allows_networks_of_the_city_also_when_written_inside_ipv6() -> None:
    guard = Guard(["10.20.0.0/16"])
    assert guard.permits("10.20.3.4")
    assert guard.permits("::ffff:10.20.3.4")
    assert not guard.permits("10.21.3.4")
    assert guard.permits("8.8.8.8")


def test_plain_http_is_for_the_allowed_networks_alone() -> None:
    guard = Guard(["10.20.0.0/16"], only_allowed=True)
    assert guard.permits("10.20.3.4")
    assert not guard.permits("8.8.8.8")


@pytest.mark.parametrize(
    "url",
    [
        "https://nhan.example/motcua",
        "https://nhan.example:8443/a?b=c",
        "https://8.8.8.8/",
        "https://[2001:4860:4860::8888]/",
        "http://10.20.3.4/nhan",
        "https://10.20.3.4/",
    ],
)
def test_addresses_that_may_be_registered(url: str) -> None:
    assert UrlRules(["10.20.0.0/16"])(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nhan.example",
        "ftp://nhan.example/",
        "file:///etc/passwd",
        "http://8.8.8.8/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://169.254.169.254/latest/meta-data",
        "https://ai:mat-khau@nhan.example/",
        "https://nhan.example/#phan",
        "https://nhan.example:99999/",
        "https://[nhan/",
        "https://nhan .example/",
        "https://nhận.example/",
        "https:///duong-dan",
        "https://nhan.example/" + "a" * 1000,
    ],
)
def test_addresses_that_may_not(url: str) -> None:
    assert UrlRules(["10.20.0.0/16"])(url)


def test_without_allowed_networks_there_is_no_plain_http() -> None:
    assert UrlRules(())("http://nhan.example/") == "it must begin with https://"
