"""Reading products and releases."""
