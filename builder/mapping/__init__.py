"""Files of a repository -> mappings: bytes in, rows out, nothing is run. Start at repository.py."""
