"""Mail, screen and pager notices; the outbox."""
