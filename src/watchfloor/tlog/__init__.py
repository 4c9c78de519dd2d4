"""A transparency log's tree, proofs and signed notes (RFC 9162, C2SP); pure, knows no database and no key store."""
