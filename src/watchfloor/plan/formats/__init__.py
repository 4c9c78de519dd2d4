"""What plan translates: reference files and its own data files into the dataclasses of its rules."""
