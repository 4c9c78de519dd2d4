"""Inclusion and consistency proofs of RFC 9162, from the roots of perfect subtrees wherever they are kept."""

from collections.abc import Callable, Sequence

from watchfloor.tlog.tree import node_hash

# (height, number) -> root of the perfect subtree over the leaves number * 2**height up to (number + 1) * 2**height
Perfect = Callable[[int, int], bytes]


def root_of(low: int, high: int, perfect: Perfect) -> bytes:
    """MTH of RFC 9162 2.1.1 over the leaves low .. high - 1; `low` MUST be where a subtree of that width can begin."""
    width = high - low
    if width & (width - 1) == 0:
        height = width.bit_length() - 1
        return perfect(height, low >> height)
    k = _split(width)
    return node_hash(root_of(low, low + k, perfect), root_of(low + k, high, perfect))


def inclusion_path(index: int, size: int, perfect: Perfect) -> list[bytes]:
    """PATH of RFC 9162 2.1.3.1 for the leaf at `index` in the tree of `size` leaves; ValueError if it is not in it."""
    if not 0 <= index < size:
        raise ValueError(f"position {index} is not in a log of {size}")
    return _inclusion(index, 0, size, perfect)


def consistency_path(old: int, new: int, perfect: Perfect) -> list[bytes]:
    """PROOF of RFC 9162 2.1.4.1: that the tree of `new` leaves begins with the tree of `old`. 0 < old <= new."""
    if not 0 < old <= new:
        raise ValueError(f"a log of {new} cannot begin with one of {old}")
    return _consistency(old, 0, new, perfect, whole=True)


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
            fn, sn = _past_right_edge(fn, sn)
        else:
            r = node_hash(r, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def path_is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """RFC 9162 2.1.4.2: whether `path` shows that the tree under `new_root` begins with the one under `old_root`."""
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new:
        return False
    said = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not said:
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = said[0]
    for sibling in said[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(sibling, fr), node_hash(sibling, sr)
            fn, sn = _past_right_edge(fn, sn)
        else:
            sr = node_hash(sr, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root


def _past_right_edge(fn: int, sn: int) -> tuple[int, int]:
    while fn and not fn & 1:
        fn, sn = fn >> 1, sn >> 1
    return fn, sn


def _split(width: int) -> int:
    """The largest power of two below `width`."""
    return 1 << ((width - 1).bit_length() - 1)


def _inclusion(index: int, low: int, high: int, perfect: Perfect) -> list[bytes]:
    if high - low == 1:
        return []
    middle = low + _split(high - low)
    if index < middle:
        return [*_inclusion(index, low, middle, perfect), root_of(middle, high, perfect)]
    return [*_inclusion(index, middle, high, perfect), root_of(low, middle, perfect)]


def _consistency(old: int, low: int, high: int, perfect: Perfect, *, whole: bool) -> list[bytes]:
    """SUBPROOF over the leaves low .. high - 1, of which the old tree holds those before `old`."""
    if old == high:
        return [] if whole else [root_of(low, high, perfect)]
    middle = low + _split(high - low)
    if old <= middle:
        return [*_consistency(old, low, middle, perfect, whole=whole), root_of(middle, high, perfect)]
    return [*_consistency(old, middle, high, perfect, whole=False), root_of(low, middle, perfect)]
