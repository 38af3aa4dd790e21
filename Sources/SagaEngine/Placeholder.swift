enum PlaceholderSagaEngine {}
