"""Values of columns that the scanner needs, too: apart from schemas, as the base install has no pyarrow."""

# The hubs whose models are in `models`; a name of any other has no model_id.
LISTED = ("huggingface", "pytorch")
# What a place does with a model, the strongest first.
MEANING_OF_USAGE = {
    "use": "requests these weights",
    "component": "only a tokenizer, processor, config or other file",
    "selectable": "one value of a table, choice or branch that stays open",
    "hosted": "called at a service",
    "unresolved": "loads a model whose name is not found",
    "mention": "named, or built with random weights",
}
USAGES = tuple(MEANING_OF_USAGE)
NAMED = ("use", "component", "selectable", "hosted")  # those in which a model is meant, and known by a name
# How a model's name was found.
MEANING_OF_RESOLUTION = {
    "literal": "written in the call",
    "constant": "a constant of the code",
    "default": "default of a parameter, or of the library where nothing is given",
    "argument_parser": "default or choice of a command-line option",
    "dataclass": "default of a field",
    "environment": "an environment variable, or its default",
    "config_file": "a value of a settings file",
    "command": "given on a command line",
    "documented": "shown in a document",
    "dynamic": "not found",
    "release": "taken from the PeaTMOSS release",
}
