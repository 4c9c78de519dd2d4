"""Laws of the log's tree (RFC 9162) and of its checkpoints (C2SP)."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.tlog import notes, proofs, tree

lines = st.lists(st.binary(max_size=12), max_size=70)


def leaves(said: list[bytes]) -> list[bytes]:
    """Their leaf hashes."""
    return [tree.leaf_hash(line) for line in said]


def perfect_of(hashes: list[bytes]) -> proofs.Perfect:
    """The roots of perfect subtrees, by the definition of the tree head."""
    return lambda height, number: tree.tree_root(hashes[number << height : (number + 1) << height])


def folded(hashes: list[bytes]) -> tree.Frontier:
    """The frontier after adding them one by one."""
    frontier = tree.Frontier()
    for one in hashes:
        frontier.add(one)
    return frontier


@given(lines)
def test_the_frontier_comes_to_the_root_by_definition(said: list[bytes]) -> None:
    """Folding leaf by leaf gives the tree head that RFC 9162 defines recursively."""
    assert folded(leaves(said)).root() == tree.tree_root(leaves(said))


@given(lines, lines)
def test_many_leaves_at_once_come_to_the_same_tree(first: list[bytes], then: list[bytes]) -> None:
    """Added in one go to a tree of any size, or one after the other."""
    slowly, at_once = folded(leaves([*first, *then])), tree.Frontier()
    at_once.extend(tree.leaf_hashes(first))
    at_once.extend(tree.leaf_hashes(then))
    assert (at_once.size, at_once.stack) == (slowly.size, slowly.stack)


def test_known_roots() -> None:
    """The vectors of RFC 6962's reference tree: the empty one, one leaf, eight leaves."""
    eight = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    hashes = leaves([bytes.fromhex(one) for one in eight])
    assert tree.tree_root([]) == hashlib.sha256(b"").digest()
    assert tree.tree_root(hashes[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert tree.tree_root(hashes).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(lines, lines)
def test_a_packed_frontier_goes_on_as_if_it_had_never_stopped(first: list[bytes], then: list[bytes]) -> None:
    """Packed, loaded and continued, it comes to the root of all leaves."""
    stopped = folded(leaves(first))
    loaded = tree.Frontier.load(stopped.size, stopped.pack())
    for one in leaves(then):
        loaded.add(one)
    assert loaded.root() == tree.tree_root(leaves(first + then))


@given(lines.filter(bool), st.data())
def test_every_leaf_is_proved_by_its_path_and_by_no_other(said: list[bytes], data: st.DataObject) -> None:
    """The path proves its leaf at its place; another leaf, place, size, root or path does not."""
    hashes = leaves(said)
    index, size = data.draw(st.integers(0, len(said) - 1)), len(said)
    path, root = proofs.inclusion_path(index, size, perfect_of(hashes)), tree.tree_root(hashes)
    assert proofs.path_proves(hashes[index], index, size, path, root)
    wrong = tree.leaf_hash(b"never said, and longer than any drawn line")
    assert not proofs.path_proves(wrong, index, size, path, root)
    assert not proofs.path_proves(hashes[index], index, size, path, wrong)
    assert not proofs.path_proves(hashes[index], index, size, [*path, wrong], root)
    assert not proofs.path_proves(hashes[index], size + index, size, path, root)
    if path:
        assert not proofs.path_proves(hashes[index], index, size, path[:-1], root)
        assert not proofs.path_proves(hashes[index], index, size, [wrong, *path[1:]], root)


@given(st.lists(st.binary(max_size=12), min_size=2, max_size=30, unique=True), st.data())
def test_order_and_content_make_the_root(said: list[bytes], data: st.DataObject) -> None:
    """Two trees with the same root have the same leaves in the same order; a leaf is no node."""
    other = data.draw(st.permutations(said))
    same = tree.tree_root(leaves(said)) == tree.tree_root(leaves(list(other)))
    assert same == (list(other) == said)
    assert tree.leaf_hash(said[0] + said[1]) != tree.node_hash(said[0], said[1])


@given(st.integers(0, 2**40), st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64))
def test_a_note_is_read_as_it_was_written(size: int, root: bytes, signature: bytes) -> None:
    """Body, name, key id and signature of a signed note come back."""
    body = notes.checkpoint_body("a.test/ledger", size, root)
    keyed = notes.key_id("a.test/ledger", b"k" * 32)
    note = notes.note_text(body, "a.test/ledger", keyed, signature)
    assert notes.read_note(note) == (body, "a.test/ledger", keyed, signature)


@pytest.mark.parametrize(
    "note", ["", "a\n1\nx\n", "a\n1\nx\n\n- a AAAA\n", "a\n1\nx\n\n\u2014 a AAAA\n", "\n\n\u2014 a !!!!\n"]
)
def test_what_is_no_note_is_refused(note: str) -> None:
    """Text without a signature line of the right form raises, and never passes for an empty signature."""
    with pytest.raises(ValueError):
        notes.read_note(note)


@given(lines.filter(bool), st.data())
def test_a_longer_log_is_shown_to_begin_with_the_shorter(said: list[bytes], data: st.DataObject) -> None:
    """The consistency path proves both roots; with another root, size or path it proves nothing."""
    hashes = leaves(said)
    new = len(hashes)
    old = data.draw(st.integers(1, new))
    old_root, new_root = tree.tree_root(hashes[:old]), tree.tree_root(hashes)
    path = proofs.consistency_path(old, new, perfect_of(hashes))
    assert proofs.path_is_consistent(old, new, old_root, new_root, path)
    wrong = tree.leaf_hash(b"never said, and longer than any drawn line")
    assert not proofs.path_is_consistent(old, new, wrong, new_root, path)
    assert not proofs.path_is_consistent(old, new, old_root, wrong, path)
    assert not proofs.path_is_consistent(old, new, old_root, new_root, [*path, wrong])
    assert not proofs.path_is_consistent(new + 1, new, old_root, new_root, path)
    if path:
        assert not proofs.path_is_consistent(old, new, old_root, new_root, path[:-1])


@given(lines.filter(bool), st.data())
def test_a_rewritten_log_is_not_consistent(said: list[bytes], data: st.DataObject) -> None:
    """A log in which one earlier leaf was changed does not begin with the one that was signed before."""
    hashes = leaves(said)
    old = data.draw(st.integers(1, len(hashes)))
    changed = data.draw(st.integers(0, old - 1))
    other = [*hashes[:changed], tree.leaf_hash(b"put in its place, longer than any line"), *hashes[changed + 1 :]]
    path = proofs.consistency_path(old, len(other), perfect_of(other))
    assert not proofs.path_is_consistent(old, len(other), tree.tree_root(hashes[:old]), tree.tree_root(other), path)


@given(st.binary(min_size=32, max_size=32), st.text("abcxyz./", min_size=1, max_size=20))
def test_a_verifier_key_is_read_as_it_was_written(key: bytes, name: str) -> None:
    """The C2SP form and the bare hex give the key back; a changed key id is refused."""
    text = notes.vkey_text(name, key)
    assert notes.read_vkey(text) == key == notes.read_vkey(key.hex())
    with pytest.raises(ValueError, match=r"verifier key|padding|32 bytes"):
        notes.read_vkey(text.replace("+", "+0", 1))


@given(st.lists(st.tuples(st.integers(0, 2**40), st.binary(min_size=32, max_size=32)), max_size=5))
def test_notes_come_back_one_by_one(said: list[tuple[int, bytes]]) -> None:
    """Several notes in one file are read as they were written."""
    made = [notes.note_text(notes.checkpoint_body("o", n, root), "o", b"four", bytes(64)) for n, root in said]
    assert notes.read_notes(notes.notes_text(made)) == made
