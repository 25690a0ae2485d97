// A program for a terminal: it checks a code, or is a phone that shows one.
//
//   sample check ROOTS BUNDLE TEXT        the verdict on a text, with the roots and a bundle of the operator
//   sample show SERVICE CITIZEN FOLDER    passes of a service with the demo sign-in, kept in a folder; their live code
import Foundation
import Haetae

let arguments = Array(CommandLine.arguments.dropFirst())
do {
    switch (arguments.first, arguments.count) {
    case ("check", 4): try check(roots: arguments[1], bundle: arguments[2], text: arguments[3])
    case ("show", 4): try await show(service: arguments[1], citizen: arguments[2], folder: arguments[3])
    default:
        complain("usage: sample check ROOTS BUNDLE TEXT\n       sample show SERVICE CITIZEN FOLDER")
        exit(2)
    }
} catch {
    complain("sample: \(error)")
    exit(1)
}

func complain(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
