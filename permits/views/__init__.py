"""The holder's pages."""
