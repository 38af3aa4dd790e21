/// A small change to the sources that breaks a promise: some harness has to notice it.
package struct PlantedBug: Hashable, Sendable {
    /// How the bug takes the place of what stands there.
    package enum Form: String, Hashable, Sendable {
        /// An expression for an expression.
        case expression
        /// Statements for statements.
        case statement
        /// Any text, which says `planted` where it asks whether the bug is on.
        case raw
    }

    /// What notices it.
    package enum Harness: String, Hashable, Sendable, CaseIterable {
        /// Random workflows in virtual time, with faults.
        case simulation
        /// Random writes to the stores of the product and of the tests, and damage to find.
        case stores
        /// Losses of power, and counts of syncs.
        case powerLoss
    }

    /// What it is called.
    package var name: String
    /// The file below the root of the tree.
    package var file: String
    package var form: Form
    /// What the file says, exactly once; spaces at the beginnings of lines do not matter.
    package var stands: String
    /// What it says instead.
    package var bug: String
    /// The promise that it breaks.
    package var breaks: String
    package var harness: Harness
    /// The faults of a simulation that bring it about, if it is rare among all others.
    package var faults: [String]

    package init(
        name: String, file: String, form: Form, stands: String, bug: String, breaks: String,
        harness: Harness, faults: [String] = []
    ) {
        self.name = name
        self.file = file
        self.form = form
        self.stands = stands
        self.bug = bug
        self.breaks = breaks
        self.harness = harness
        self.faults = faults
    }

    /// What turns it on when the program starts; the same as long as it is called the same, so
    /// that another bug in the table leaves its file as it was.
    package var number: UInt32 {
        // FNV-1a.
        name.utf8.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    }

    /// The folder of the target that its file belongs to.
    package var target: String {
        file.split(separator: "/").prefix(2).joined(separator: "/")
    }

    var guarded: String { "PlantedBug.isOn(\(number))" }
}
