from transformers import AutoModelForTokenClassification, AutoTokenizer

NAME = "heath-nlp/moorland-tagger-base"


def tagger():
    return AutoTokenizer.from_pretrained(NAME), AutoModelForTokenClassification.from_pretrained("heath-nlp/moorland-tagger-base")
