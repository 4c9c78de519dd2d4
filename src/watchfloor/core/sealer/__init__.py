"""The sealer: the one component that orders facts, and the verification of what it sealed."""
