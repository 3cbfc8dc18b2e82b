"""What a page about a dataset needs beside the statistics: who uses which model, and the lines that prove it."""
