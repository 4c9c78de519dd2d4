"""What disseminate does: draft, edit, review, release, deliver, acknowledge, recall, and the imminent path."""
