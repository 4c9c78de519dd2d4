"""Analyze: links with their causes, local implications, risk ranges and judgments. It never scores people."""
