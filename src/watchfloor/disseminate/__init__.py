"""Disseminate: products, portions, review, release, delivery and recall, each with its reasons."""
