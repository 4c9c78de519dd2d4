"""What receive does with feeds: know them, switch them, ask them."""
