"""Text -> vectors: dense, sparse, and the cache that keeps them."""
