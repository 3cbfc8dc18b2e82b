"""Python source -> the places that load a model: facts of each file, resolved across a repository. Start at resolve.py.

A file is read once into facts, which know neither its path nor its repository; whatever needs two files is in
resolve.py and the folders below it. They import one way: syntax, program, values, frameworks, flow, detect, resolve.py.
"""
