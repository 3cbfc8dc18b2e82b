from sentence_transformers import SentenceTransformer


def test_vectors_are_384_wide():
    model = SentenceTransformer(model_name_or_path="sentence-transformers/all-MiniLM-L6-v2")
    assert model.encode("x").shape == (384,)
