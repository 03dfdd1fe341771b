"""Families of rows: one function each, its formula in the docstring, arrays out."""
