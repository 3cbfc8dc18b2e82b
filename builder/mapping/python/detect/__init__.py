"""From the calls that load to findings: which names reach them, and whether they ask for weights in earnest."""
