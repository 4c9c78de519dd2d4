"""What plan decides: what reference rows mean and what an item touches; pure dataclasses and functions."""
