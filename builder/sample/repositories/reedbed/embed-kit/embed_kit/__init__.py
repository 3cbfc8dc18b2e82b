from embed_kit.index import Index

__all__ = ["Index"]
