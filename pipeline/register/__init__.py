"""The register: numbers, events, the chain, the vault."""
