"""The measuring ground: CPU seconds, memory and figures beside those of peers."""
