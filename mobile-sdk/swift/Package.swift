// swift-tools-version: 6.0
import Foundation
import PackageDescription

// The core is in Rust. On Apple's platforms it comes as the XCFramework that `./xcframework` makes; elsewhere the linker
// finds `libhaetae` with -L. `haetae-sdk-tools` writes both, and the code of HaetaeCore and its header.
let framework = "Haetae.xcframework"
let hasFramework = FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/\(framework)")
let library: Target =
    hasFramework
    ? .binaryTarget(name: "haetaeFFI", path: framework)
    : .systemLibrary(name: "haetaeFFI", path: "Sources/haetaeFFI")

let package = Package(
    name: "Haetae",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [.library(name: "Haetae", targets: ["Haetae"])],
    targets: [
        library,
        .target(name: "HaetaeCore", dependencies: ["haetaeFFI"]),
        .target(name: "Haetae", dependencies: ["HaetaeCore"]),
        .executableTarget(name: "start", dependencies: ["Haetae"], path: "Tools/start"),
        .executableTarget(name: "bench", dependencies: ["Haetae"], path: "Tools/bench"),
        .executableTarget(name: "conformance", dependencies: ["Haetae", "HaetaeCore"], path: "Tools/conformance"),
        .executableTarget(name: "api", path: "Tools/api"),
    ]
)

// What needs keys in software: phones have theirs in hardware, so the SDK itself makes none without CryptoKit.
#if os(Linux)
    package.targets += [
        .systemLibrary(name: "COpenSSL", path: "Tests/COpenSSL"),
        .target(name: "OpenSSLKeys", dependencies: ["Haetae", "COpenSSL"], path: "Tests/OpenSSLKeys"),
        .executableTarget(name: "sample", dependencies: ["Haetae", "OpenSSLKeys"], path: "sample"),
        .testTarget(name: "HaetaeTests", dependencies: ["Haetae", "HaetaeCore", "OpenSSLKeys"]),
    ]
#endif
