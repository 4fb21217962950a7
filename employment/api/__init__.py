"""The employers' API: an organisation's programs ask with its tokens."""
