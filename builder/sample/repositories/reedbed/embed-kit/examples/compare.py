"""Which encoder puts our ten questions nearest to their answers?"""

from sentence_transformers import SentenceTransformer, util

MODELS = [
    "sentence-transformers/all-MiniLM-L6-v2",
    "sentence-transformers/all-mpnet-base-v2",
    "reedbed/minilm-papers",
]

for name in MODELS:
    model = SentenceTransformer(name, device="cpu")
    question, answer = model.encode(["Who cut the peat?", "My father did."])
    print(name, float(util.cos_sim(question, answer)))
