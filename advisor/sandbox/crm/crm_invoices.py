"""Simple invoices of accepted quotes where no ERP writes them."""
