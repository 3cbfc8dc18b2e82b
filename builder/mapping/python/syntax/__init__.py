"""Bytes of a Python file -> expressions and heads of functions: the only folder here that knows the parser's nodes."""
