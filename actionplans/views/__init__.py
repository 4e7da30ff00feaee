"""The pages of plans and boards: fetch, permit, form, one call, answer."""
