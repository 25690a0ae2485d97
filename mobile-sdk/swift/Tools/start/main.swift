import Foundation
import Haetae

let files = CommandLine.arguments.dropFirst().map { URL(fileURLWithPath: $0) }
let scanner = try PassScanner(roots: String(contentsOf: files[0], encoding: .utf8))
_ = scanner.takeBundle(try Data(contentsOf: files[1]))
let verdict = try scanner.check(String(contentsOf: files[2], encoding: .utf8))
switch verdict {
case .admit(let admission): print("admit", admission.warnings)
case .refuse(let refusal): print("refuse", refusal.code)
case .unclear(let unclear): print("unclear", unclear.code)
}
print(verdict.words(in: .english).headline)
