"""The matrix of axis order: services × spellings of the CRS × questions × formats × clients, at three known places."""
