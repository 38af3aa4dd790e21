/// Where a secret is found when it is needed; definitions hold its name, and nothing its value.
public enum SecretDefinition: Hashable, Sendable {
    /// In a variable of the engine's environment.
    case environment(String)
    /// In a file of its own.
    case file(String)
}
