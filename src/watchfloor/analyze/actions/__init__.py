"""What analysis does: connect records, judge links, assess threats."""
