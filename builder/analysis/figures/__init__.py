"""What the tables say, as figures: one file each, with the SQL or the questions that its numbers come from."""
