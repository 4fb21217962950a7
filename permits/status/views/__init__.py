"""The pages of "what am I today"."""
