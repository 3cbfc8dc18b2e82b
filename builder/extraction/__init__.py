"""A model's card and record read into the typed fields of `extracted_metadata`, with the quotation behind each."""
