"""The ground of every page: who reads and why, one transaction, the frame, the fact before the first byte."""
