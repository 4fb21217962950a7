"""Extension orders: what an order makes of a document, as pure functions of facts."""
