"""Values of columns that the scanner needs, too: apart from schemas.py, as the base install has no pyarrow."""

# The hubs whose models are in `models`; a name of any other has no model_id.
LISTED = ("huggingface", "pytorch")
# What a place does with a model, the strongest first.
USAGES = ("use", "component", "selectable", "hosted", "unresolved", "mention")
