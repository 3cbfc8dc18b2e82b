"""A name in code -> the ids that it can have in `models`; which of them is there, the merge and scan look up."""

from builder.signatures import Signatures


def hub_ids(library: str, name: str, signatures: Signatures) -> list[tuple[str, str]]:
    """Candidates (model_id, identity) in order of preference: 'exact' as written, then 'alias'.

    A library's alias is for names without an owner ('en_core_web_sm' of spacy is 'spacy/en_core_web_sm').
    """
    template = signatures.aliases.get(library)
    alias = [(template.format(name=name), "alias")] if template is not None and "/" not in name else []
    return [(name, "exact"), *alias]
