"""Pages that join packages: inbox, record, search, ledger, the machines' door; it keeps nothing."""
