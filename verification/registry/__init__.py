"""The register of sealed documents: what was issued, what became of it, who looked. No paper and no page."""
