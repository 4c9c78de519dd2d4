"""What the desk decides: how soon a thing may do harm, what a search must state."""
