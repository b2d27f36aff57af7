"""Partners and distributors: whom they serve, the deals they register, conflicts between channels."""
