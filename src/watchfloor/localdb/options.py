"""The settings that every cluster of ours runs with; each line that forgets is a rule of docs/decisions."""

from collections.abc import Mapping
from pathlib import Path

# Words that were deleted must not outlive their record in recycled log segments, compressed images or the server's
# own log. `log_min_messages=log` leaves out errors of statements: their texts may quote a value.
FORGETTING = {
    "wal_recycle": "off",
    "wal_compression": "off",
    "wal_keep_size": "0",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_replication_slots": "0",
    "max_logical_replication_workers": "0",
    "archive_mode": "off",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}
# a forgotten prepared transaction would hold the sealer for ever
FACTS = {"max_prepared_transactions": "0"}
# two cores and half a gigabyte for the whole product
SIZE = {
    "shared_buffers": "64MB",
    "max_connections": "40",
    "max_locks_per_transaction": "256",
    "maintenance_work_mem": "64MB",
    "max_worker_processes": "4",
    "max_parallel_workers": "2",
    "autovacuum_max_workers": "2",
    "jit": "off",
}
SIZE_FROM_18 = {"io_method": "sync", "autovacuum_worker_slots": "2"}
PLAIN = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "cluster_name": "watchfloor",
    "lc_messages": "C",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "logging_collector": "off",
    "log_destination": "stderr",
}


def arguments(*, socket: Path, version: int, more: Mapping[str, str]) -> list[str]:
    """`-c name=value` for the server's command line, where no file and no ALTER SYSTEM can override them."""
    chosen = FORGETTING | FACTS | SIZE | (SIZE_FROM_18 if version >= 18 else {}) | PLAIN
    # a list separated by commas: a comma or a quote in a path needs the quotes of the list
    folder = str(socket).replace('"', '""')
    chosen |= {"unix_socket_directories": f'"{folder}"'} | dict(more)
    return [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
