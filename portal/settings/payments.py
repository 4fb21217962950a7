"""The door for notices of payments."""

from portal.settings.env import env

# Secrets that sign notices (Standard Webhooks, `whsec_...`), comma-separated: two while one is being replaced. Empty: no door.
PAYMENT_NOTICE_SECRETS = env.list("PAYMENT_NOTICE_SECRETS", default=[])
