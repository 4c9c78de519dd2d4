"""What network reads: what is offered to one audience."""
