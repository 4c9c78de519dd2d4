"""What protect keeps, a module a subject; apps.py loads them all."""
