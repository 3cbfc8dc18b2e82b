"""Python source -> the places that load a model: facts of each file, resolved across a repository. Start at resolve.py.

A file is read once into facts, which know neither its path nor its repository (facts.py); whatever needs two files is
told by resolve.py and the modules below it.
"""
