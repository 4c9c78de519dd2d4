"""Files of the desk into its rules' dataclasses."""
