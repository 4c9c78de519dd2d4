"""The exercise center: everything in it is made from a seed, fictional and marked EXERCISE."""
