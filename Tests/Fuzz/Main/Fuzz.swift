internal import Foundation
internal import FuzzTargets

#if FUZZING
    internal import CLibFuzzer
#endif

/// Runs fuzz targets: without arguments it lists them.
///
/// `Fuzz NAME FILE…` runs files through one. Built with libFuzzer, as
/// `scripts/fuzz` does it, what follows the name is for that, which takes files as well.
@main
enum Fuzz {
    /// A constant, since a function of C can capture nothing.
    private static let target: FuzzTarget = {
        let name = CommandLine.arguments[1]
        guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
            print("there is no target '\(name)'; known are", FuzzTarget.all.map(\.name))
            exit(2)
        }
        return target
    }()

    /// Ends the process with what was found: that is how libFuzzer is told.
    fileprivate static func check(_ bytes: [UInt8]) {
        do throws(FuzzFinding) {
            try target.run(bytes)
        } catch {
            fatalError("\(target.name): \(error)")
        }
    }

    static func main() {
        guard CommandLine.arguments.count > 1 else {
            for target in FuzzTarget.all { print(target.name, target.longest) }
            return
        }
        #if FUZZING
            exit(runLibFuzzer())
        #else
            for file in CommandLine.arguments.dropFirst(2) {
                guard let content = FileManager.default.contents(atPath: file) else {
                    print("\(file) cannot be read")
                    exit(2)
                }
                check(Array(content))
            }
        #endif
    }

    #if FUZZING
        private static func runLibFuzzer() -> Int32 {
            // It takes its arguments from behind the program's name, where the target's stands.
            var count = CommandLine.argc - 1
            var values: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
                CommandLine.unsafeArgv + 1
            _ = target
            values?.pointee = CommandLine.unsafeArgv[0]
            return LLVMFuzzerRunDriver(&count, &values, takeOneInput)
        }
    #endif
}

#if FUZZING
    /// By this name libFuzzer's own `main` wants it, which is linked in, but never called.
    @_cdecl("LLVMFuzzerTestOneInput")
    func takeOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
        Fuzz.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
        return 0
    }
#endif
