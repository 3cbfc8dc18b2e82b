import numpy as np
from sentence_transformers import CrossEncoder, SentenceTransformer


class Index:
    def __init__(self, texts, vectors, model):
        self.texts, self.vectors, self.model = texts, vectors, model

    @classmethod
    def of(cls, texts):
        model = SentenceTransformer("all-MiniLM-L6-v2")
        return cls(list(texts), model.encode(list(texts), normalize_embeddings=True), model)

    def search(self, query, k=5):
        scores = self.vectors @ self.model.encode(query, normalize_embeddings=True)
        best = [self.texts[i] for i in np.argsort(-scores)[: 4 * k]]
        return [text for _, text in sorted(zip(ranker().predict([(query, t) for t in best]), best), reverse=True)][:k]


def ranker():
    return CrossEncoder("cross-encoder/ms-marco-MiniLM-L-6-v2", max_length=512)
