"""Federal and partner information in: formats, sources and their rating, what is new and what is known."""
