"""RFC 9162 Merkle tree in frontier form, and C2SP tlog-checkpoint notes (the text only; signing is the sealer's)."""

import base64
import hashlib
from collections.abc import Iterable, Sequence


def leaf_hash(line: bytes) -> bytes:
    """RFC 9162 2.1.1: a leaf is hashed with a zero byte before it, so that no leaf can pose as a node."""
    return hashlib.sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 9162 2.1.1: an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """Right edge of the tree: the roots of its perfect subtrees, largest first. Adding n leaves costs O(n)."""

    def __init__(self, size: int = 0, stack: Iterable[bytes] = ()) -> None:
        self.size = size
        self.stack = list(stack)

    @classmethod
    def load(cls, size: int, packed: bytes) -> "Frontier":
        """The inverse of `pack`."""
        return cls(size, [packed[i : i + 32] for i in range(0, len(packed), 32)])

    def pack(self) -> bytes:
        """32 bytes a subtree."""
        return b"".join(self.stack)

    def add(self, leaf: bytes) -> None:
        """Append one leaf hash."""
        n = self.size
        while n & 1:
            leaf = node_hash(self.stack.pop(), leaf)
            n >>= 1
        self.stack.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The tree head; of an empty tree the hash of nothing (RFC 9162 2.1.1)."""
        if not self.stack:
            return hashlib.sha256(b"").digest()
        root = self.stack[-1]
        for left in reversed(self.stack[:-1]):
            root = node_hash(left, root)
        return root


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162 2.1.1, by its definition; slow, the oracle of the frontier."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(tree_root(leaves[:k]), tree_root(leaves[k:]))


def inclusion_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 9162 2.1.3.1 for the leaf at `index`."""
    if len(leaves) <= 1:
        return []
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    if index < k:
        return [*inclusion_path(index, leaves[:k]), tree_root(leaves[k:])]
    return [*inclusion_path(index - k, leaves[k:]), tree_root(leaves[:k])]


def path_proves(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 2.1.3.2: whether `path` shows that `leaf` stands at `index` in a tree of `size` with `root`."""
    fn, sn, r = index, size - 1, leaf
    if index >= size:
        return False
    for sibling in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node_hash(sibling, r)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            r = node_hash(r, sibling)
        fn >>= 1
        sn >>= 1
    return sn == 0 and r == root


def checkpoint_body(origin: str, size: int, root: bytes) -> str:
    """The signed text of a C2SP checkpoint."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def key_id(name: str, public_key: bytes) -> bytes:
    """C2SP signed-note key id of an Ed25519 key: the first four bytes of SHA-256(name, newline, 0x01, key)."""
    return hashlib.sha256(name.encode() + b"\n\x01" + public_key).digest()[:4]


def note_text(body: str, name: str, keyed: bytes, signature: bytes) -> str:
    """A signed note: the body, an empty line, one signature line."""
    return f"{body}\n\u2014 {name} {base64.b64encode(keyed + signature).decode()}\n"


def read_note(note: str) -> tuple[str, str, bytes, bytes]:
    """(body, name, key id, signature); ValueError if the note is not of that form."""
    body, _, signatures = note.partition("\n\n")
    mark, name, packed = signatures.strip().split(" ")
    raw = base64.b64decode(packed, validate=True)
    if mark != "\u2014" or len(raw) != 68:
        raise ValueError("no Ed25519 signature line")
    return body + "\n", name, raw[:4], raw[4:]
