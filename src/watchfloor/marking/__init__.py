"""The grammar of markings: read as received, joined, printed, and spills recognized. Pure, on the ground."""
