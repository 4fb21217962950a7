"""What the portal's public check is compared with: small sites that answer the same question from the same table, and do nothing else."""
