"""Readers: a file in, pages of lines with places out."""
