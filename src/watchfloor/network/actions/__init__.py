"""What network does: offer objects."""
