// Reads the symbol graphs of a module and prints its public surface, a line each, sorted: api FILE...
import Foundation

struct Graph: Decodable {
    struct Symbol: Decodable {
        struct Identifier: Decodable { let precise: String }
        struct Fragment: Decodable { let spelling: String }
        let identifier: Identifier
        let pathComponents: [String]
        let declarationFragments: [Fragment]?
        let accessLevel: String
    }
    struct Relationship: Decodable {
        let kind: String
        let source: String
        let target: String
        let targetFallback: String?
    }
    let symbols: [Symbol]
    let relationships: [Relationship]
}

var lines: Set<String> = []
for file in CommandLine.arguments.dropFirst() {
    let graph = try JSONDecoder().decode(Graph.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
    for symbol in graph.symbols where symbol.accessLevel == "public" || symbol.accessLevel == "open" {
        let declaration = (symbol.declarationFragments ?? []).map(\.spelling).joined()
        let oneLine = declaration.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        let owner = symbol.pathComponents.dropLast().joined(separator: ".")
        lines.insert(owner.isEmpty ? oneLine.joined(separator: " ") : "\(owner): \(oneLine.joined(separator: " "))")
    }
    let names = Dictionary(graph.symbols.map { ($0.identifier.precise, $0.pathComponents.joined(separator: ".")) }) {
        $1
    }
    for relationship in graph.relationships where relationship.kind == "conformsTo" {
        guard let source = names[relationship.source] else { continue }
        lines.insert("\(source): conforms to \(names[relationship.target] ?? relationship.targetFallback ?? "")")
    }
}
for line in lines.sorted() { print(line) }
