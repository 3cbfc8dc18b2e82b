"""What single libraries do with the values that they are given, one module each, by the qualified names of their calls.

calls.py, methods.py and decorators.py list what the modules know; the general rules of the folder above ask there.
"""
