enum PlaceholderSteps {}
