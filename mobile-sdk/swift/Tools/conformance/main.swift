// The adapter for the conformance kit: one request a line on the standard input, one answer a line on the standard output.
import Foundation
import Haetae

var adapter = Adapter()
while let line = readLine() {
    let answer = adapter.answer(to: line)
    FileHandle.standardOutput.write(answer.line)
    if answer.isLast { break }
}
