"""The ledger: one table of facts that is audit trail, outbox, source of measures and of notices."""
