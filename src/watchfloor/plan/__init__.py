"""What the center must know and protect: needs, assets, areas, agencies and places."""
