from transformers import BertForSequenceClassification, BertTokenizer

LABELS = ["moss", "reed", "heather"]


def load():
<<<<<<< HEAD
    model = BertForSequenceClassification.from_pretrained("bert-base-uncased", num_labels=3)
=======
    model = BertForSequenceClassification.from_pretrained("FacebookAI/roberta-base", num_labels=3)
>>>>>>> try-roberta
    return model


def tokenizer():
    return BertTokenizer.from_pretrained("bert-base-uncased")
