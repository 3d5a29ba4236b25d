"""Where a service may connect to when somebody else has said the address (guard against SSRF)."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
_LONGEST_URL = 1000
_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
_COMPATIBLE = ip_network("::/96")
# Protocol assignments (a cloud has its metadata there) and the old 6to4 relays: not public, whatever the library says.
_NEVER = (ip_network("192.0.0.0/24"), ip_network("192.88.99.0/24"))


class AddressForbidden(PermissionError):
    """The name leads to an address that nobody outside may make us connect to."""

    def __init__(self) -> None:
        super().__init__(errno.EACCES, "address forbidden")


class Guard:
    """Public addresses, and the networks that an operator allows. allowed: ``10.20.0.0/16`` and the like.

    only_allowed: not even public ones; so for plain HTTP, which is for machines at hand.

    It is asked for the very address of each socket, after the name was resolved: a name that changes its mind between
    check and use has nothing to change.
    """

    def __init__(self, allowed: Sequence[str], *, only_allowed: bool = False) -> None:
        self._allowed = tuple(ip_network(each) for each in allowed)
        self._only_allowed = only_allowed

    def permits(self, text: str) -> bool:
        address = _plain(ip_address(text.partition("%")[0]))
        if any(address in network for network in self._allowed):
            return True
        return not self._only_allowed and is_public(address)

    def socket(self, address_info: Any) -> socket.socket:
        """A socket for aiohttp's connector; raises AddressForbidden."""
        family, kind, protocol, _, place = address_info
        if not self.permits(str(place[0])):
            raise AddressForbidden
        return socket.socket(family, kind, protocol)


class UrlRules:
    """Callable: what is wrong with an address to post to. allowed: as for ``Guard``. What a name leads to is seen when
    it is used."""

    def __init__(self, allowed: Sequence[str]) -> None:
        self._guards = {"https": Guard(allowed), "http": Guard(allowed, only_allowed=True)}
        self._plain_too = bool(allowed)

    def __call__(self, url: str) -> str:
        """A sentence; empty for an address that is good."""
        if not (url.isascii() and url.isprintable() and " " not in url and len(url) <= _LONGEST_URL):
            return f"write at most {_LONGEST_URL} characters of ASCII without spaces"
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            return "write it like https://host.example/path"
        if parts.scheme != "https" and not (parts.scheme == "http" and self._plain_too):
            return "it must begin with https://"
        if not host or parts.username is not None or parts.password is not None or parts.fragment:
            return "it has a host, and neither user, password nor fragment"
        return self._literal(parts.scheme, host)

    def _literal(self, scheme: str, host: str) -> str:
        try:
            is_permitted = self._guards[scheme].permits(host)
        except ValueError:
            return ""  # a name
        return "" if is_permitted else "this address is not public, and no network that the operator allows"


def is_public(address: Address) -> bool:
    """Neither private, loopback, link-local (clouds' metadata), shared (CGNAT), multicast nor reserved; the same for an
    IPv4 address inside an IPv6 one."""
    plain = _plain(address)
    if any(plain in network for network in _NEVER):
        return False
    return plain.is_global and not (plain.is_multicast or plain.is_reserved or plain.is_unspecified)


def _plain(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for: mapped, compatible, 6to4, Teredo or NAT64."""
    if isinstance(address, IPv4Address):
        return address
    inside = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
    if inside is not None:
        return inside
    for network in (*_NAT64, _COMPATIBLE):
        if isinstance(network, IPv6Network) and address in network and int(address) > 1:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
