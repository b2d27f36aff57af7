"""Planning and production: bills of materials, material requirements, capacity, work orders, quality, maintenance."""
