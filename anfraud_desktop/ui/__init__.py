"""The window: the only folder that imports Qt; it gathers what was typed, calls an action, shows what came of it."""
