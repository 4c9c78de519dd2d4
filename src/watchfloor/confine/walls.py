"""A process walls itself in: no network, no sockets, no other programs, no files but our code, another account.

Linux system calls by number, for no library is kept well that offers unshare, Landlock and seccomp together.
"""

import ctypes
import os
import platform
import resource
import struct
import sys
from pathlib import Path

NOBODY = 65534
NEW_USER, NEW_NET = 0x10000000, 0x40000000
NO_NEW_PRIVS, SET_SECCOMP = 38, 22
# audit architecture, and the calls refused: sockets, other programs, other processes, mounts, keys, io_uring
# (linux/include/uapi/asm-generic/unistd.h; arch/x86/entry/syscalls/syscall_64.tbl)
REFUSED = {
    "x86_64": (0xC000003E, (41, 42, 43, 44, 49, 50, 53, 56, 57, 58, 59, 62, 101, 129, 161, 165, 166, 200, 248, 249, 250,
                            272, 298, 308, 310, 311, 321, 322, 323, 424, 425, 428, 429, 430, 434, 435, 438)),
    "aarch64": (0xC00000B7, (39, 40, 51, 97, 117, 129, 130, 138, 198, 199, 200, 201, 202, 203, 206, 217, 218, 219, 220,
                             221, 241, 268, 270, 271, 280, 281, 282, 424, 425, 428, 429, 430, 434, 435, 438)),
}  # fmt: skip


def raise_walls(*, cpu_seconds: int, memory_bytes: int) -> list[str]:
    """Raise every wall that this machine offers, in the order that lets each be raised; the sentences say which.

    MUST be called before the first byte from outside is read; there is no way back for the process that calls it.
    """
    if sys.platform != "linux":
        return [
            "limits" if _limit(cpu_seconds, memory_bytes) else "no limits",
            "no other wall: this system offers none that we know",
        ]
    libc = ctypes.CDLL(None, use_errno=True)
    net = libc.unshare(NEW_NET) == 0 or libc.unshare(NEW_USER | NEW_NET) == 0
    account = _step_down()
    limits = _limit(cpu_seconds, memory_bytes)
    # no capability is left, also to root and to the root of a namespace of its own (capset, version 3)
    libc.capset(struct.pack("=Ii", 0x20080522, 0), bytes(24))
    libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
    files, calls = _only_read_code(libc), _refuse_calls(libc)
    return [
        "a network of its own, with nothing in it" if net else "no network of its own",
        account,
        "limits on computing, memory, files and processes" if limits else "no limits",
        "files: may read our code, nothing else" if files else "files: whatever its account may read",
        "calls for sockets, programs and other processes are refused" if calls else "system calls are not filtered",
    ]


def _step_down() -> str:
    if os.getuid() != 0:
        return f"account {os.getuid()}, as ours"
    # time zones and mappings are read when needed: an account that cannot reach the code could not read on
    if not all(_open_to_all(Path(path)) for path in sys.path if Path(path).exists()):
        return "account root without its powers: nobody could not reach the code"
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    return "account nobody"


def _open_to_all(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents) if folder.is_dir())


def _limit(cpu: int, memory: int) -> bool:
    wanted = (
        (resource.RLIMIT_CPU, cpu, cpu + 2), (resource.RLIMIT_AS, memory, memory), (resource.RLIMIT_NOFILE, 32, 32),
        (resource.RLIMIT_FSIZE, 0, 0), (resource.RLIMIT_CORE, 0, 0), (resource.RLIMIT_NPROC, 0, 0),
    )  # fmt: skip
    try:
        for what, soft, hard in wanted:
            most = resource.getrlimit(what)[1]
            bound = hard if most == resource.RLIM_INFINITY else min(hard, most)
            resource.setrlimit(what, (min(soft, bound), bound))
    except (ValueError, OSError):
        return False
    return True


def _only_read_code(libc: ctypes.CDLL) -> bool:
    """Landlock (Linux 5.13): of all files only code, shared libraries and time zones can be opened, to read."""
    abi = libc.syscall(444, None, 0, 1)
    if abi < 1:
        return False
    every = 0x1FFF | (0x2000 if abi >= 2 else 0) | (0x4000 if abi >= 3 else 0)
    network, scopes = 0b11, 0b11
    rules = struct.pack("QQQ", every, network, scopes)[: 24 if abi >= 6 else 16 if abi >= 4 else 8]
    ruleset = libc.syscall(444, rules, len(rules), 0)
    if ruleset < 0:
        return False
    for path in {
        *sys.path,
        sys.prefix,
        sys.base_prefix,
        "/lib",
        "/lib64",
        "/usr/lib",
        "/usr/lib64",
        "/usr/share/zoneinfo",
    }:
        if Path(path).is_dir():
            at = os.open(path, os.O_PATH | os.O_CLOEXEC)
            libc.syscall(445, ruleset, 1, struct.pack("=Qi", 0b1100, at), 0)
            os.close(at)
    stands: bool = libc.syscall(446, ruleset, 0) == 0
    os.close(ruleset)
    return stands


def _refuse_calls(libc: ctypes.CDLL) -> bool:
    """Seccomp: refused calls answer EPERM, above all `socket`: a database socket is a file that no network hides."""
    audit, refused = REFUSED.get(platform.machine(), (0, ()))
    if not audit:
        return False
    most = len(refused)
    lines = [(0x20, 0, 0, 4), (0x15, 1, 0, audit), (0x06, 0, 0, 0x80000000), (0x20, 0, 0, 0)]
    lines.append((0x35, most + 1, 0, 0x40000000))  # the 32-bit numbering of x86 would be a way around
    lines += [(0x15, most - at, 0, number) for at, number in enumerate(refused)]
    lines += [(0x06, 0, 0, 0x7FFF0000), (0x06, 0, 0, 0x00050001)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in lines))
    program = struct.pack("@HP", len(lines), ctypes.addressof(code))
    return bool(libc.prctl(SET_SECCOMP, 2, program, 0, 0) == 0)
