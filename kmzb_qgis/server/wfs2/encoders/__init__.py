"""Output formats: each says how a feature's line is put together, and what stands before and after the lines."""
