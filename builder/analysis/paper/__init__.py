"""The tables in the form of the paper's own release: PeaTMOSS.db and mapping.csv."""
