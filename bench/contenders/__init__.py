"""What the portal is compared with: small sites that answer the same question, or make the same booking, from the same tables."""
