"""The addresses of this PC, as staff would type them into a phone."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import struct
import sys
from typing import Any

from app.contracts.office import NetworkAddress

# Interfaces of containers and virtual machines: nothing an office's phone could reach.
VIRTUAL = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "lxc", "podman", "cni")
ANY = "0.0.0.0"  # noqa: S104  compared with, not bound to

_SIOCGIFCONF = 0x8912  # Linux: all IPv4 addresses with their interfaces, netdevice(7)
_MAX_INTERFACES = 128
# struct ifreq: 16 bytes of name, then a union as large as its largest member.
_IFREQ = 40 if struct.calcsize("P") == 8 else 32


def local_addresses() -> list[NetworkAddress]:
    """IPv4 addresses of this PC without loopback, the likeliest first; `interface` is empty where it is not known."""
    found = _from_linux() if sys.platform == "linux" else _from_names()
    preferred = _preferred()
    if preferred and all(one.address != preferred for one in found):
        found.append(NetworkAddress(preferred, ""))
    unique = {one.address: one for one in found if _is_useful(one)}
    return sorted(unique.values(), key=lambda one: (_rank(one.address, preferred), ipaddress.ip_address(one.address)))


def _from_linux() -> list[NetworkAddress]:
    """Every address of every interface that is up, second addresses too."""
    import array  # noqa: PLC0415  only here, and fcntl only exists here
    import fcntl  # noqa: PLC0415

    buffer = array.array("B", bytes(_IFREQ * _MAX_INTERFACES))
    place, _ = buffer.buffer_info()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        answer = fcntl.ioctl(probe.fileno(), _SIOCGIFCONF, struct.pack("iP", len(buffer), place))
    length = struct.unpack("iP", answer)[0]
    data = buffer.tobytes()[:length]
    return [_read_ifreq(data[at : at + _IFREQ]) for at in range(0, length, _IFREQ)]


def _read_ifreq(entry: bytes) -> NetworkAddress:
    name = entry[:16].split(b"\0", 1)[0].decode("ascii", "replace")
    return NetworkAddress(socket.inet_ntoa(entry[20:24]), name)


def _from_names() -> list[NetworkAddress]:
    """What this PC's own name stands for: on Windows that is every address."""
    with contextlib.suppress(OSError):
        infos: list[Any] = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        return [NetworkAddress(info[4][0], "") for info in infos]
    return []


def _preferred() -> str:
    """The address from which this PC would speak to others. Nothing is sent."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # a documentation address, RFC 5737
        return str(probe.getsockname()[0])
    return ""


def _is_useful(one: NetworkAddress) -> bool:
    address = ipaddress.ip_address(one.address)
    return not (address.is_loopback or address.is_unspecified or one.interface.startswith(VIRTUAL))


def _rank(text: str, preferred: str) -> int:
    address = ipaddress.ip_address(text)
    if address.is_link_local:
        return 3
    if text == preferred:
        return 0
    return 1 if address.is_private else 2
