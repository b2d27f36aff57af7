"""Trade: orders of customers and to suppliers, goods that leave and arrive, invoices, bills and payments."""
