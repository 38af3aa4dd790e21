enum PlaceholderSagaTesting {}
