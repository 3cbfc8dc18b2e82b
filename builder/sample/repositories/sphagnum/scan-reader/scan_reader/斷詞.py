"""Chinese labels, cut into words. 標籤上的中文。"""

from transformers import AutoModelForTokenClassification, BertTokenizerFast

模型 = "ckiplab/bert-base-chinese-ws"
tokenizer = BertTokenizerFast.from_pretrained("ckiplab/bert-base-chinese")
model = AutoModelForTokenClassification.from_pretrained(模型)


def words(line):
    batch = tokenizer(line, return_tensors="pt")
    labels = model(**batch).logits.argmax(-1)[0].tolist()[1:-1]
    out = ""
    for character, label in zip(line, labels):
        out += (" " if label == 0 else "") + character
    return out.split()
