"""Turn embeddings into an answer: offset, confidence, spans, drift, verdict."""
