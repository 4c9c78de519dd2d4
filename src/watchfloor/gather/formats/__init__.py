"""What gather translates: delimited files and its own data files into the dataclasses of its rules."""
