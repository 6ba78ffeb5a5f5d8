"""Networks that judge sync, and the bundles they ship in."""
