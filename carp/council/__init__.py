"""The council pack: everything that another council would say otherwise, as versioned data."""
