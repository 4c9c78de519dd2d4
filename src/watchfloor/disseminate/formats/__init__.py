"""Products as HTML, PDF and mail; declared policy from the `data` folder. No database, no Django."""
