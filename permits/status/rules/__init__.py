"""Pure: facts, the book of the law and a date make an answer with its reasons. No tables, no clock, no settings."""
