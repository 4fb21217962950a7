"""Pure reckoning: no database, no clock, no settings."""
