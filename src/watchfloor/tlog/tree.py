"""RFC 9162 Merkle tree in frontier form."""

import hashlib
from collections.abc import Iterable, Sequence


def leaf_hash(line: bytes) -> bytes:
    """RFC 9162 2.1.1: a leaf is hashed with a zero byte before it, so that no leaf can pose as a node."""
    return hashlib.sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 9162 2.1.1: an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def leaf_hashes(lines: Iterable[bytes]) -> bytes:
    """The leaf hashes of many lines, 32 bytes each."""
    sha256 = hashlib.sha256
    return b"".join([sha256(b"\x00" + line).digest() for line in lines])


def _perfect(leaves: bytes) -> bytes:
    """The root of 2**n leaves, level by level."""
    sha256 = hashlib.sha256
    while len(leaves) > 32:
        leaves = b"".join([sha256(b"\x01" + leaves[at : at + 64]).digest() for at in range(0, len(leaves), 64)])
    return leaves


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
        self._push(leaf, 0)

    def extend(self, leaves: bytes) -> None:
        """Append many, 32 bytes each: the same as adding one after the other, at a third of the time."""
        at = 0
        while left := len(leaves) // 32 - at:
            level = left.bit_length() - 1
            while self.size & ((1 << level) - 1):
                level -= 1
            self._push(_perfect(leaves[32 * at : 32 * (at + (1 << level))]), level)
            at += 1 << level

    def _push(self, root: bytes, level: int) -> None:
        """Append a perfect subtree of 2**level leaves; its place MUST be a multiple of that."""
        n = self.size >> level
        while n & 1:
            root = node_hash(self.stack.pop(), root)
            n >>= 1
        self.stack.append(root)
        self.size += 1 << level

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
