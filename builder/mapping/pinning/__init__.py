"""Where a file takes the commit of a model: the edits that write it there, or why it cannot be written."""
