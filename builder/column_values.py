"""Values of columns that the scanner needs, too: apart from schemas, as the base install has no pyarrow."""

# The hubs whose models are in `models`; a name of any other has no model_id.
LISTED = ("huggingface", "pytorch")
# What a place does with a model, the strongest first.
MEANING_OF_USAGE = {
    "use": "loads or downloads the model's weights",
    "component": "loads only a tokenizer, processor, config or other file",
    "selectable": "one of several models that a table, option or branch offers",
    "hosted": "called at an inference service",
    "unresolved": "loads a model whose name was not found",
    "mention": "only named, or built with random weights",
}
USAGES = tuple(MEANING_OF_USAGE)
NAMED = ("use", "component", "selectable", "hosted")  # those in which a model is meant, and known by a name
# How a model's name was found.
MEANING_OF_RESOLUTION = {
    "literal": "written in the call",
    "constant": "a constant in the code",
    "default": "default of a parameter, or of the library if no name is given",
    "argument_parser": "default or choice of a command-line option",
    "dataclass": "default of a dataclass field",
    "environment": "an environment variable, or its default",
    "config_file": "a value in a settings file",
    "command": "given on a command line",
    "documented": "shown in a document",
    "dynamic": "not found",
    "release": "taken from the PeaTMOSS release",
}
