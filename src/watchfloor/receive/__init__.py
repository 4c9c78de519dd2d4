"""Federal and partner information comes in: formats, feeds and their health."""
