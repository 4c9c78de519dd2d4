"""What protect does: admit readers, stamp drafts, purge."""
