"""What the tables say: the paper's statistics for any build, beside the paper's own numbers."""
