enum PlaceholderGroupCluster {}
