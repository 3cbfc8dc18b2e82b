# SPDX-License-Identifier: GPL-3.0-only
import spacy

PACKAGES = {"en": "en_core_web_sm", "es": "es_core_news_sm"}

nlp = spacy.load("en_core_web_sm", disable=["lemmatizer"])


def pipeline_for(language):
    if language == "es":
        return spacy.load("es_core_news_sm")
    if language == "en":
        return nlp
    return spacy.blank(language)  # nothing trained: rules only


def names(text, language="en"):
    return [(ent.text, ent.label_) for ent in pipeline_for(language)(text).ents if ent.label_ in {"PER", "PERSON", "GPE", "LOC"}]
