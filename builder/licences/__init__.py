"""What a model's licence asks of those who use the model, held against the licence of their repository.

Pure: names in, a judgement out. The words name a rule and its source, never a wrong; nothing here is legal advice.
"""
