"""RFC 9162 Merkle tree in frontier form."""

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
