from setuptools import setup

setup(
    name="old-trunk",
    version="0.1",
    py_modules=["classify", "generate"],
    install_requires=["transformers>=2.0", "torch>=1.2,<3"],
)
