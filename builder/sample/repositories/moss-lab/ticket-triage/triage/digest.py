"""The week's tickets in five sentences."""

from transformers import pipeline


def weekly(tickets):
    summarize = pipeline("summarization", model="facebook/bart-large-cnn", device=-1)
    return summarize("\n".join(tickets), max_length=160)[0]["summary_text"]


def rough_mood(tickets):
    # whatever the library takes when no model is named
    classify = pipeline("sentiment-analysis")
    return [answer["label"] for answer in classify(tickets)]
